import { shownOf } from "../answers/shown-pictures.ts";
import type { Answer } from "../answers/types.ts";
import { reviewerOf } from "../answers/review.ts";
import { hashBytes } from "../files/hash.ts";
import type { CustomFormats } from "../article/formats/custom-format.ts";
import { findLikelyLinks } from "../article/links/likely-links.ts";
import type { SiteLinks } from "../article/links/site-links.ts";
import { isSourceText } from "../blocks/source-text.ts";
import type { FrontMatterValue } from "../job/schema/front-matter.ts";
import { outputFormats } from "../job/schema/job.ts";
import { isAsked, settingsOf } from "../job/asked.ts";
import { usedValues } from "../job/used-values.ts";
import type { Article, Block, Job, Provider } from "../job/types.ts";
import type { Poster } from "../pictures/poster.ts";

/**
 * Keys of a block that do not affect the page: what its answer is checked for, whether it is
 * shared, and the path of a poster, whose bytes are hashed separately.
 */
const hidden: ReadonlySet<string> = new Set([
  "checks",
  "share",
  "poster",
  "repeated",
  "askedAs",
  "maxUsd",
]);

/** The keys of a block that say what its model is asked with. */
const settingNames: ReadonlySet<string> = new Set(["text", "image", "altSettings"]);

/** How it is sent does not affect what comes back. */
function withoutManner(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || !("processing" in settings)) {
    return settings;
  }
  const { processing: _, ...shown } = settings;
  return shown;
}

function withoutHidden(block: Block): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(block)
      .filter(([name]) => !hidden.has(name))
      .map(([name, member]) => [name, settingNames.has(name) ? withoutManner(member) : member]),
  );
}

/**
 * An article or a block with only the values of its texts: their place in the file does not affect
 * the page.
 */
function withoutPlaces(part: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(part).map(([name, member]) => [name, withoutPlace(member)]),
  );
}

function withoutPlace(member: unknown): unknown {
  if (Array.isArray(member)) {
    return member.map(withoutPlace);
  }
  if (typeof member !== "object" || member === null) {
    return member;
  }
  const isPlaced = "file" in member && "line" in member && "column" in member;
  if (!isPlaced) {
    return member;
  }
  if (!("value" in member)) {
    return null;
  }
  return "names" in member ? [member.value, member.names] : member.value;
}

/** Keys of an article that its pages do not show, or by other keys. */
const notShown = {
  style: undefined,
  glossary: undefined,
  translations: undefined,
  budget: undefined,
  parts: undefined,
  absent: undefined,
  variants: undefined,
};

function withoutPlacesDeeply(value: FrontMatterValue): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (isSourceText(value)) {
    return value.value;
  }
  const entries = Object.entries(value).map(([key, each]) => [key, withoutPlacesDeeply(each)]);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** What else decides about the pages of an article. */
interface Setting {
  /** The ids of answers to older requests. */
  readonly stale?: ReadonlySet<string>;
  /** The languages of its pages, the source's first; none for one. */
  readonly languages?: readonly string[];
  /** Of a translation, the inputs of its source. */
  readonly source?: string;
  readonly custom?: CustomFormats | undefined;
  readonly links?: SiteLinks;
}

/**
 * The hash of everything that an article's pages are made from: what was asked, what was answered,
 * how it is published, and by which version. The same inputs give the same bytes. Pictures count by
 * the hashes of their originals; how they are made is part of the article.
 */
export function hashInputs(
  article: Article,
  job: Job,
  answers: ReadonlyMap<string, Answer>,
  posters: readonly Poster[],
  version: string,
  { stale = new Set(), custom = {}, links, languages = [], source }: Setting = {},
): string {
  const { headingStyle, aiNote, baseUrl: address, file, titleHeading, index, script } = job.output;
  const formats = job.output.formats.map((name) => identifyFormat(name, custom));
  // What the code samples of a request depend on.
  const providers = [...job.providers.values()].map(identifyProvider);
  const countsUsage = article.blocks.some(({ kind }) => kind === "usage");
  const recorded = [...answers]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, answer]) => [id, identify(answer, shownOf(article, id, answer), countsUsage)]);
  const shown = posters.map(({ image, provider }) => [image.file, image.sha256, provider]);
  // When something is no longer allowed, the article must pass the gate again.
  const { allow } = job.leaks;
  const settings = {
    formats,
    headingStyle,
    aiNote,
    address,
    allow,
    file,
    titleHeading,
    index: index !== false,
    ...(script && { script }),
  };
  const shownBlocks = article.blocks.map((block) => withoutPlaces(withoutHidden(block)));
  // A job's own variables, and columns, may well be called `file`, `line` and `column`.
  const shownArticle = {
    ...withoutPlaces({ ...article, ...notShown, blocks: [] }),
    ...usedValues(article),
    frontMatter: withoutPlacesDeeply(article.frontMatter),
    blocks: shownBlocks,
    // They are on a page only where it shows a request.
    ...(article.blocks.some(({ kind }) => kind === "request") && {
      style: article.style,
      terms: article.glossary && [article.glossary.use, article.glossary.avoid],
      ...listFlex(article),
    }),
  };
  // Those that are not there leave no trace.
  const translated = { source, ...(languages.length > 0 && { languages }) };
  const page = { version, article: shownArticle, ...settings, ...translated };
  const inputs = { ...page, providers, recorded, shown };
  const old = [...stale].toSorted();
  const led = links === undefined ? [] : leadLikely(article, answers, links);
  return hashBytes(
    JSON.stringify({ ...inputs, ...(old.length > 0 && { old }), ...(led.length > 0 && { led }) }),
  );
}

/** The blocks whose requests name the flex tier. */
function listFlex({ blocks }: Article): { readonly flex?: readonly string[] } {
  const flex = blocks.filter(isAsked).filter((block) => settingsOf(block).processing === "flex");
  return flex.length > 0 ? { flex: flex.map(({ id }) => id) } : {};
}

/** Where the article's links to others lead: they change with those. */
function leadLikely(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  links: SiteLinks,
): readonly unknown[] {
  return findLikelyLinks(article, answers).map((url) => [
    url,
    links.explain(url),
    url.startsWith("article:") && outputFormats.map((format) => links.hrefOf(url, format)),
  ]);
}

/** Prelo's own are as its version has them; of another, its code says when its pages change. */
function identifyFormat(name: string, custom: CustomFormats): unknown {
  const format = Object.hasOwn(custom, name) ? custom[name] : undefined;
  if (format === undefined) {
    return name;
  }
  const { file, version, render } = format;
  return { name, file, version, render: String(render) };
}

function identifyProvider(provider: Provider): object {
  const { name, baseUrl, apiKeyEnv, headers, maxTokensField, limits } = provider;
  const { authHeader, secretHeaders, query } = provider;
  const { imagesPerRequest } = limits;
  const model = { name, baseUrl, apiKeyEnv, headers, maxTokensField, imagesPerRequest };
  return { ...model, authHeader, secretHeaders, query };
}

/**
 * The parts of an answer that affect the page: of pictures those that are shown; not its time or request id, and its usage only where
 * a block counts that.
 */
function identify(answer: Answer, shown: Answer, countsUsage: boolean): unknown {
  const { kind, fingerprint, provider, model, served_by, usage, cost_usd } = answer;
  const took = countsUsage ? { usage, cost_usd, pictures: countPictures(answer) } : {};
  const common = { kind, fingerprint, provider, model, served_by, ...took };
  return shown.kind === "text"
    ? {
        ...common,
        body: shown.body,
        sources: shown.sources,
        edited: shown.edited,
        reviewed: reviewerOf(shown),
      }
    : { ...common, images: shown.images };
}

function countPictures(answer: Answer): number {
  return answer.kind === "image" ? answer.images.length : 0;
}
