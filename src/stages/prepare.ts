import type { AnswerStore, RecordName } from "../answers/store.ts";
import type { Article, Job } from "../job/types.ts";
import { listAsked } from "../plan/alt-blocks.ts";
import { type PlanContext, planArticle, type PlannedBlock } from "../plan/plan-article.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { chooseTargets, type Targets } from "./targets.ts";
import type { UnclaimedIndex } from "./unclaimed.ts";

/** One article of a job, and what decides about it. */
export interface ArticleTask {
  readonly article: Article;
  readonly job: Job;
  readonly options: BuildOptions;
  readonly variables: Environment["variables"];
  readonly store: AnswerStore;
  readonly unclaimed: UnclaimedIndex;
}

/** An article with its records read and its plan made. */
export interface PreparedArticle {
  readonly targets: Targets;
  readonly context: PlanContext;
  readonly planned: readonly PlannedBlock[];
}

/** Reads an article's records and plans it; sends nothing. @throws TemplateError */
export function prepareArticle(task: ArticleTask): PreparedArticle {
  const { article, job, options, variables, store, unclaimed } = task;
  const read = store.readAll(article.slug, recordNames(article));
  const sandbox = options.sandbox ?? false;
  const targets = chooseTargets(article, job, read, { sandbox, variables });
  const { refresh = [] } = options;
  const context: PlanContext = {
    article,
    read,
    providerFor: targets.providerFor,
    prices: job.prices,
    refreshes: (id) =>
      refresh === "all" || refresh.includes(id) || refresh.includes(`${article.slug}/${id}`),
    findUnclaimed: (fingerprint) => unclaimed.find(fingerprint),
  };
  return { targets, context, planned: planArticle(context) };
}

/** The records of all that a model answers. */
function recordNames(article: Article): readonly RecordName[] {
  const { slug } = article;
  return listAsked(article).map(({ id, kind }) => ({
    slug,
    id,
    kind: kind === "image" ? "image" : "text",
  }));
}

/** All records that an article's blocks claim, the posters of its videos included. */
export function claimedNames(article: Article): readonly RecordName[] {
  const videos = article.blocks
    .filter(({ kind }) => kind === "video")
    .map(({ id }): RecordName => ({ slug: article.slug, id, kind: "image" }));
  return [...recordNames(article), ...videos];
}
