import type { Answer } from "../../answers/types.ts";
import { findFormats, ownFormat } from "../../article/formats/page-formats.ts";
import { openAltRenderer } from "../../article/alt-renderer.ts";
import { renderText, toPictureTexts, toScope } from "../../article/scope.ts";
import { PreloError } from "../../errors.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article } from "../../job/types.ts";
import type { PictureRun } from "../../pictures/context.ts";
import { PictureRenderer } from "../../pictures/picture-renderer.ts";
import { findStanding } from "../../pictures/published-file.ts";
import { readManifest } from "../../publish/manifest.ts";
import { openLinks } from "../../publish/neighbours.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import { toPageError } from "../failures.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "../prepare.ts";
import { findTextPictures } from "../text-pictures.ts";
import { withoutOpen } from "../unfold-article.ts";
import { type DraftBlock, draftBlocks } from "./draft-blocks.ts";
import { drawPictures } from "./draft-pictures.ts";
import type { PictureCache } from "./picture-cache.ts";
import { findAnswers } from "./stand-ins.ts";

/** A page of a draft, as a build would publish it if all its answers were fresh. */
export interface DraftPage {
  /** The name of its format. */
  readonly format: string;
  readonly file: string;
  readonly mediaType: string;
  readonly text: string;
  /** False for Prelo's own HTML where the job does not publish it. */
  readonly isPublished: boolean;
}

/** An article as it stands: its pages with stale answers as they are, and gaps where some are missing. */
export interface Draft {
  readonly article: Article;
  readonly title: string;
  /** Why the sandbox stands in for a provider; undefined when it does not. */
  readonly sandboxReason: string | undefined;
  readonly blocks: readonly DraftBlock[];
  /** The HTML page first; none when they cannot be set, or hold a secret. */
  readonly pages: readonly DraftPage[];
  /** What keeps a build from publishing it, besides answers that are not as they should be. */
  readonly problems: readonly PreloError[];
}

export interface DraftTask extends ArticleTask {
  /** The output folder of the article. */
  readonly folder: string;
  readonly run: PictureRun;
  readonly secrets: SecretFinder;
  /** Keeps the pictures that are not published. */
  readonly cache: PictureCache;
}

/** Sets an article from what is recorded: sends nothing, writes nothing, takes no lock. */
export async function draftArticle(task: DraftTask): Promise<Draft> {
  let { article } = task;
  try {
    const prepared = withoutOpen(await prepareArticle(task));
    ({ article } = prepared);
    const answers = findAnswers(prepared, task.store);
    const blocks = draftBlocks(prepared);
    const { sandboxReason } = prepared.targets;
    const title = titleOf(article, answers);
    const set = await setDraft({ ...task, article }, prepared, answers);
    return { article, title, sandboxReason, blocks, ...set };
  } catch (error) {
    const problems = [toPageError(error)];
    const title = titleOf(article);
    return { article, title, sandboxReason: undefined, blocks: [], pages: [], problems };
  }
}

async function setDraft(
  task: DraftTask,
  prepared: PreparedArticle,
  answers: ReadonlyMap<string, Answer>,
): Promise<Pick<Draft, "pages" | "problems">> {
  const { job, options, folder, run, cache, store } = task;
  const { article } = await findTextPictures(task.article, answers, job);
  const { assertPublishable, setArticle } = await import("../../publish/publish-article.ts");
  const published = readManifest(folder)?.files ?? [];
  const standing = await findStanding(folder, published);
  const sandbox = prepared.targets.usesSandbox ? job.providers.get(sandboxProvider) : undefined;
  const alts = openAltRenderer(article);
  await alts.learn(answers);
  const renderer = new PictureRenderer(
    {
      article,
      dir: job.dir,
      folder,
      published,
      texts: toPictureTexts(article, alts.render),
      sandbox,
      frozen: true,
    },
    run,
    new Map([...standing, ...cache.entriesOf(article.slug)]),
  );
  const problems = [...(await drawPictures({ article, renderer }, answers))];
  cache.keep(article.slug, renderer, standing);
  const wanted = findFormats(job.output, options.formats);
  const formats = [
    ownFormat("html", job.output.file),
    ...wanted.filter(({ name }) => name !== "html"),
  ];
  const links = await openLinks(article, answers, { job, records: store, formats });
  const setting = { article, job, answers, renderer, formats, links };
  try {
    const set = await setArticle(setting);
    const isWhole = prepared.planned.every(({ status }) => status !== "missing");
    await assertPublishable(setting, set, task.secrets).catch((error: unknown) => {
      const problem = toPageError(error);
      if (problem.code === "LEAK_FOUND") {
        throw problem;
      }
      // Of a page with gaps no more can be said than that.
      problems.push(...(isWhole ? [problem] : []));
    });
    const pages = formats.map(({ name: format, file, mediaType }, index): DraftPage => {
      const text = set.pages[index]?.text ?? "";
      const isPublished = wanted.some(({ name }) => name === format);
      return { format, file, mediaType, text, isPublished };
    });
    return { pages, problems };
  } catch (error) {
    return { pages: [], problems: [...problems, toPageError(error)] };
  }
}

/** An article's title; its name as long as the title quotes an answer that is not there. */
export function titleOf(
  article: Article,
  answers: ReadonlyMap<string, Answer> = new Map(),
): string {
  try {
    return renderText(article.title, toScope(article, answers));
  } catch (error) {
    if (error instanceof PreloError) {
      return article.slug;
    }
    throw error;
  }
}
