import { join } from "node:path";
import { assertNoLink } from "../../answers/listing.ts";
import type { Answer } from "../../answers/types.ts";
import type { SiteLinks } from "../../article/links/site-links.ts";
import type { PageFormat } from "../../article/formats/page-formats.ts";
import { renderHeaders } from "../../article/render-front-matter.ts";
import { toScope } from "../../article/scope.ts";
import type { Alternates, ArticleDocument } from "../../article/types.ts";
import type { Article, Job } from "../../job/types.ts";
import { findOutdatedAlias } from "../../publish/alias-check.ts";
import { findDrifted } from "../../publish/drift.ts";
import { hashInputs } from "../../publish/inputs.ts";
import { readManifest } from "../../publish/manifest.ts";
import { namesOf } from "../../publish/names.ts";
import type { PublishTask } from "../../publish/publish-article.ts";
import { pageId, translationSlug } from "../../article/translation/translation-article.ts";
import { translateLinks } from "../../article/translation/translate-links.ts";
import { translateDocument } from "../../article/translation/translate-document.ts";
import type { ArticleResult, BuildTask } from "../article-result.ts";
import { toFailure, toPageError } from "../failures.ts";
import type { Run } from "../run.ts";
import { holdBack, noteReviews } from "../reviews.ts";
import type { AnsweredTranslation } from "./answer.ts";

/** The source of translations, ready to be published. */
export interface PublishedSource {
  readonly article: Article;
  readonly answers: ReadonlyMap<string, Answer>;
  /** The hash of what its own pages are made from. */
  readonly inputs: string;
  readonly formats: readonly PageFormat[];
  readonly renderer: PublishTask["renderer"];
  /** Sets it; called only where a page is to be written. */
  readonly document: () => Promise<ArticleDocument>;
  readonly languages: readonly string[];
  readonly links: SiteLinks;
}

/**
 * The languages in which an article has pages when the run is over, its own first: those that are being
 * published now, and those that were before.
 * @param good those whose texts are all there
 */
export function listLanguages(
  { slug, language, translations }: Article,
  outputDir: string,
  good: ReadonlySet<string>,
): readonly string[] {
  const others = (translations?.to ?? [])
    .map((target) => target.language)
    .filter(
      (each) =>
        good.has(each) || readManifest(join(outputDir, translationSlug(slug, each))) !== undefined,
    );
  return others.length === 0 ? [] : [language, ...others];
}

/** How the pages in those languages name each other, from one of them; undefined for one language. */
export function toAlternates(
  languages: readonly string[],
  language: string,
  { output }: Pick<Job, "output">,
): Alternates | undefined {
  const [source, ...others] = languages;
  if (source === undefined) {
    return undefined;
  }
  const up = language === source ? "" : "../";
  const pages = [
    { language: source, folder: up },
    ...others.map((each) => ({ language: each, folder: each === language ? "" : `${up}${each}/` })),
  ];
  return { name: output.file, pages };
}

/** The pages of the other languages, as links name them. */
export function pagesElsewhere(
  alternates: Alternates | undefined,
  formats: readonly PageFormat[],
): readonly string[] {
  const files = ["", ...formats.map(({ file }) => file)];
  return (alternates?.pages ?? []).flatMap(({ folder }) => files.map((file) => folder + file));
}

/** Publishes one translation, beside the pages of its source. */
export async function publishTranslation(
  task: BuildTask,
  translation: AnsweredTranslation,
  source: PublishedSource,
  run: Run,
): Promise<ArticleResult> {
  const { article, language, answers, stale, asked, reused, sandbox, failures } = translation;
  const { job, options, version } = task;
  const { slug, file } = article;
  const folder = join(job.output.dir, slug);
  const base = { slug, file, folder, asked, reused, sandbox };
  if (failures.length > 0) {
    return { ...base, status: "failed", pages: [], failures };
  }
  await noteReviews(article, answers, run);
  if (holdBack(article, answers, job, run)) {
    return { ...base, status: "held", pages: [], failures };
  }
  const { formats, languages } = source;
  const pages = formats.map(({ file: page }) => page);
  const alternates = toAlternates(languages, language, job);
  const inputs = hashInputs(article, job, answers, [], version, {
    stale,
    custom: options.formats,
    languages,
    source: source.inputs,
  });
  // That it cannot be loaded is no fault of the page.
  const { publishArticle } = await import("../../publish/publish-article.ts");
  try {
    assertNoLink(folder);
    const previous = readManifest(folder);
    if (
      previous?.inputs === inputs &&
      findDrifted(folder, previous, "by size") === undefined &&
      findOutdatedAlias(article, job, inputs) === undefined
    ) {
      return { ...base, status: "unchanged", pages, failures };
    }
    const document = translateDocument(source.article, await source.document(), {
      language,
      texts: new Map([...answers].filter(([id]) => id !== pageId)),
      lines: linesOf(answers),
      answers: [...source.answers.values(), ...answers.values()],
    });
    const changed = await publishArticle({
      article,
      job,
      answers,
      stale,
      renderer: { pictures: new Map(), sheets: new Map(), posters: [], files: [], made: [] },
      formats,
      links: translateLinks(source.links, language, namesOf(job.neighbours)),
      document: {
        ...document,
        ...renderHeaders(
          { frontMatter: source.article.frontMatter, aliases: article.aliases },
          document,
          toScope(source.article, source.answers),
        ),
        ...(alternates !== undefined && { alternates }),
      },
      elsewhere: [
        ...source.renderer.files.map(({ file: picture }) => `../${picture}`),
        ...pagesElsewhere(alternates, formats),
      ],
      folder,
      inputs,
      previous,
      secrets: run.secrets,
    });
    run.emit({ type: "published", article: slug, files: pages, changed });
    return { ...base, status: "published", pages, failures };
  } catch (error) {
    const failure = toFailure(toPageError(error), { article, job });
    return { ...base, status: "failed", pages: [], failures: [failure] };
  }
}

/** The short texts, by their names. */
function linesOf(answers: AnsweredTranslation["answers"]): ReadonlyMap<string, string> {
  const body = answers.get(pageId)?.body;
  const values: Readonly<Record<string, unknown>> = body === undefined ? {} : JSON.parse(body);
  return new Map(
    Object.entries(values).flatMap(([id, text]) =>
      typeof text === "string" ? [[id, text] as const] : [],
    ),
  );
}
