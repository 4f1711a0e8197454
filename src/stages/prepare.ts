import type { AnswerStore } from "../answers/store.ts";
import type { RecordName } from "../answers/record-name.ts";
import type { AltBlock, AnswerChecks, Article, Block, Job } from "../job/types.ts";
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
export async function prepareArticle(task: ArticleTask): Promise<PreparedArticle> {
  const { article, job, options, variables, store, unclaimed } = task;
  const read = store.readAll(article.slug, recordNames(article));
  const sandbox = options.sandbox ?? false;
  const targets = chooseTargets(article, job, read, { sandbox, variables });
  const { refresh = [] } = options;
  const checksOf = await findChecks(article, store);
  const context: PlanContext = {
    article,
    read,
    providerFor: targets.providerFor,
    prices: job.prices,
    refreshes: (id) =>
      refresh === "all" || refresh.includes(id) || refresh.includes(`${article.slug}/${id}`),
    findUnclaimed: (fingerprint) => unclaimed.find(fingerprint),
    ...(checksOf !== undefined && { checksOf }),
  };
  return { targets, context, planned: planArticle(context) };
}

/** What checks the answers of an article; nothing, and nothing loads, when none is asked for. */
async function findChecks(
  article: Article,
  store: AnswerStore,
): Promise<PlanContext["checksOf"] | undefined> {
  const all = article.blocks.flatMap((block) => checksIn(block) ?? []);
  if (all.length === 0) return undefined;
  const { openChecks } = await import("../checks/open-checks.ts");
  const check = await openChecks(all);
  return (block) => {
    const checks = checksIn(block);
    if (checks === undefined) return undefined;
    const name: RecordName = { slug: article.slug, id: block.id, kind: "text" };
    return {
      findFailures: (body) => check(body, checks),
      readRejected: () => store.readRejected(name),
    };
  };
}

function checksIn(block: Block | AltBlock): AnswerChecks | undefined {
  return block.kind === "prompt" || block.kind === "question" ? block.checks : undefined;
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
