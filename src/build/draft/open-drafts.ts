import { join } from "node:path";
import pLimit from "p-limit";
import { AnswerStore } from "../../answers/store.ts";
import type { Job } from "../../job/types.ts";
import { makeVariantsHere } from "../../pictures/variants/make-variants.ts";
import type { BuildOptions, Environment } from "../environment.ts";
import type { LoadedJob } from "../load-job.ts";
import { OrphanIndex } from "../orphaned.ts";
import { openSender } from "../sender.ts";
import { type Draft, draftArticle } from "./draft-article.ts";
import type { PictureCache } from "./picture-cache.ts";

/** The drafts of a job as it stands at one moment, each made when it is first asked for. */
export interface Drafts {
  readonly job: Job;
  /** Undefined when the job has no such article. */
  draft(slug: string): Promise<Draft | undefined>;
  close(): Promise<void>;
}

/**
 * Opens the drafts of a job that was loaded. They are made from what is recorded by then.
 * @param cache outlives them: what has not changed is not made again
 */
export function openDrafts(
  { job, allArticles }: LoadedJob,
  options: BuildOptions,
  environment: Environment,
  cache: PictureCache,
): Drafts {
  const { variables, now, clock, threads, aborting } = environment;
  const store = new AnswerStore(job.answersDir);
  const orphaned = new OrphanIndex(allArticles, store);
  const sender = openSender(job, 1, environment, aborting);
  const pictures = pLimit(threads);
  const run = {
    ...sender,
    store,
    emit: () => undefined,
    now,
    clock,
    stopping: new AbortController(),
    aborting,
    pictures,
    makeVariants: makeVariantsHere(pictures, clock),
  };
  const drafts = new Map<string, Promise<Draft>>();
  return {
    job,
    draft: async (slug) => {
      const article = job.articles.find((each) => each.slug === slug);
      if (article === undefined) {
        return undefined;
      }
      const task = {
        article,
        job,
        options: { ...options, frozen: true },
        variables,
        store,
        orphaned,
        inspectPicture: sender.inspectPicture,
        folder: join(job.output.dir, slug),
        run,
        secrets: sender.secrets,
        cache,
      };
      const draft = drafts.get(slug) ?? draftArticle(task);
      drafts.set(slug, draft);
      return draft;
    },
    close: () => sender.close(),
  };
}
