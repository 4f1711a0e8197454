import { setMarkdown } from "../article/formats/markdown.ts";
import { pageFile, type PageFormat } from "../article/formats/page-formats.ts";
import type { SiteLinks } from "../article/links/site-links.ts";
import { placeSections, type PlacedSection } from "../article/sections/section-blocks.ts";
import type { Answer } from "../answers/types.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { PublishError } from "../article/publish-error.ts";
import type { Article, Job } from "../job/types.ts";
import type { Manifest } from "./manifest.ts";
import { assertNoLink } from "../answers/listing.ts";
import { composeAliases } from "./alias-pages.ts";
import { composeManifest, type Page, publish } from "./publish.ts";
import type { SecretFinder } from "../secrets/find.ts";
import { assembleDocument } from "../article/assemble.ts";
import type { ArticleDocument } from "../article/types.ts";
import { assertNoLeak } from "./leak-gate.ts";
import { assertSound } from "./page-gate.ts";
import { describePage } from "./site/describe-page.ts";
import { listParts } from "./parts.ts";
import type { PictureRenderer } from "../pictures/picture-renderer.ts";

/** What an article's pages are set from. */
export interface SetTask {
  readonly article: Article;
  readonly job: Job;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly renderer: Pick<PictureRenderer, "pictures" | "sheets" | "posters" | "files" | "made">;
  /** What it is published in. */
  readonly formats: readonly PageFormat[];
  /** Where its links to other articles lead. */
  readonly links: SiteLinks;
  /** What its pages show, where that is not what its answers come to by themselves. */
  readonly document?: ArticleDocument;
  /** Files of other folders that its pages may point at, relative to its own. */
  readonly elsewhere?: readonly string[];
}

export interface PublishTask extends SetTask {
  /** The ids of those that answer an older request. */
  readonly stale: ReadonlySet<string>;
  readonly folder: string;
  readonly inputs: string;
  readonly previous: Manifest | undefined;
  /** What may not be published. */
  readonly secrets: SecretFinder;
}

/** An article's pages, which nothing has checked yet. */
export interface SetArticle {
  readonly document: ArticleDocument;
  readonly placed: readonly PlacedSection[];
  /** In the order of the formats. */
  readonly pages: readonly Page[];
}

/** What an article's answers come to. @throws PublishError PAGE_INVALID; TemplateError */
export function setDocument({
  article,
  job,
  answers,
  renderer,
}: Pick<SetTask, "article" | "job" | "answers" | "renderer">): ArticleDocument {
  const { pictures, sheets, posters } = renderer;
  assertReadable(answers);
  const sandboxPoster = posters.some(({ provider }) => provider === sandboxProvider);
  return assembleDocument({ article, job, answers, pictures, sheets, sandboxPoster });
}

/** Assembles an article and sets its pages. @throws PublishError PAGE_INVALID; TemplateError */
export async function setArticle(task: SetTask): Promise<SetArticle> {
  const { job, formats, links, document = setDocument(task) } = task;
  // Read once for all pages: reading takes most of the time.
  const placed = placeSections(document);
  const pages = await Promise.all(
    formats.map(async ({ file, load }): Promise<Page> => {
      const renderPage = await load();
      return { file, text: await renderPage(document, placed, { ...job.output, links }) };
    }),
  );
  return { document, placed, pages };
}

/**
 * Refuses what may not be published: secrets, in the pages or what goes with them, and unsound pages.
 * @param beside what is published with the pages, such as the manifest
 * @throws PublishError LEAK_FOUND, PAGE_INVALID
 */
export async function assertPublishable(
  { article, job, answers, renderer, links, elsewhere = [] }: SetTask,
  { document, placed, pages }: SetArticle,
  secrets: SecretFinder,
  beside: readonly Page[] = [],
): Promise<void> {
  const { files, made } = renderer;
  // Before the checks, whose messages quote the page.
  await assertNoLeak({
    article,
    job,
    document,
    answers,
    pages: [...pages, ...beside],
    made,
    secrets,
  });
  assertSound({
    article,
    job,
    answers,
    // A parser does not see bold lines as headings, so the sections are checked in the other style.
    page: setMarkdown(document, { headingStyle: "atx", forAll: true }, placed),
    files: new Set([...files.map(({ file }) => file), ...elsewhere]),
    links,
  });
}

/**
 * Assembles, checks and publishes an article's pages.
 * @returns how many files were written
 * @throws PublishError LEAK_FOUND, PAGE_INVALID; TemplateError; PreloError WRITE_FAILED
 */
export async function publishArticle(task: PublishTask): Promise<number> {
  const { article, job, answers, stale, renderer, folder, inputs, previous, secrets } = task;
  const last = pageFile("markdown", job.output.file);
  const set = await setArticle(task);
  const publication = {
    folder,
    article: article.slug,
    inputs,
    // The article itself appears last.
    pages: set.pages.toSorted((a, b) => Number(a.file === last) - Number(b.file === last)),
    pictures: renderer.files,
    newPictures: renderer.made,
    from: [article.file, `answers/${article.slug}`],
    parts: listParts(article, answers, stale),
    page: describePage(set.document),
    previous,
  };
  const manifest = composeManifest(publication);
  const aliases = composeAliases(set.document, article, job, inputs);
  const beside = aliases.flatMap((alias) => [...alias.pages, composeManifest(alias)]);
  await assertPublishable(task, set, secrets, [manifest, ...beside]);
  for (const alias of aliases) {
    assertNoLink(alias.folder);
    await publish(alias);
  }
  return publish(publication, manifest);
}

/** In characters: about a thousand printed pages. Markdown parsers fail on much longer texts. */
const longestAnswer = 2_000_000;

/**
 * Nobody reads an answer this long, and rendering it takes minutes. @throws PublishError
 * PAGE_INVALID
 */
function assertReadable(answers: ReadonlyMap<string, Answer>): void {
  for (const [block, answer] of answers) {
    if (answer.kind === "text" && answer.body.length > longestAnswer) {
      const length = answer.body.length.toLocaleString("en");
      const longest = longestAnswer.toLocaleString("en");
      throw new PublishError(
        "PAGE_INVALID",
        `the answer has ${length} characters, and a page takes at most ${longest} of one answer`,
        { block, hint: "Shorten the answer's file, or lower max_output_tokens." },
      );
    }
  }
}
