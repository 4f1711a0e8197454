import type { OwnWording } from "../blocks/settings/wording.ts";
import type { JsonObject } from "../job/types.ts";
import type { Section } from "../blocks/sections.ts";

export type {
  CodeSample,
  CodeSection,
  GallerySection,
  MarkdownSection,
  PosterSection,
  Reference,
  Returned,
  Section,
} from "../blocks/sections.ts";

/** What the answers of an article took, summed up. */
export interface UsageTotals {
  /** One for each recorded answer. */
  readonly requests: number;
  readonly textAnswers: number;
  /** Pictures, not answers. */
  readonly images: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Answers that do not say how many tokens they took: the sums are without them. */
  readonly answersWithoutTokens: number;
  /** Absent when the price of any answer is unknown. */
  readonly costUsd?: number;
  /** The names that the responses gave, else those asked for; unique, sorted. */
  readonly models: readonly string[];
  readonly textModels: readonly string[];
  readonly imageModels: readonly string[];
  /** Answers that a person has changed. */
  readonly editedAnswers: number;
}

/** A page of the same article in one of its languages. */
export interface Alternate {
  /** A BCP 47 tag. */
  readonly language: string;
  /** Its folder, relative to the page's own: `es/`, `../`; empty for the page itself. */
  readonly folder: string;
}

export interface Alternates {
  /** What they are called, without an extension. */
  readonly name: "article" | "index";
  /** The source first. */
  readonly pages: readonly Alternate[];
}

/** What the header of a page says. */
export type PageHead = Pick<
  ArticleDocument,
  | "slug"
  | "title"
  | "language"
  | "author"
  | "description"
  | "date"
  | "tags"
  | "draft"
  | "address"
  | "pageUrl"
  | "cover"
  | "frontMatter"
>;

/** What becomes of links in texts that were written for another page: the same article in its own language. */
export interface LinksFromSource {
  /** That page's folder, relative to the page's own: `../`. */
  readonly folder: string;
  /** What its headings' anchors are called here. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** All that a page is made of. Texts are plain but for `markdown`; nothing here is escaped. */
export interface ArticleDocument {
  readonly slug: string;
  readonly title: string;
  /** A BCP 47 tag. */
  readonly language: string;
  /** The job's own words for what a page says by itself. */
  readonly wording?: OwnWording;
  readonly author?: string;
  readonly description?: string;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly tags: readonly string[];
  /** For a page that is not to be found yet. */
  readonly draft?: true;
  /** Its pages in all its languages; unset for an article in one. */
  readonly alternates?: Alternates;
  /** Set on a translation. */
  readonly linksFromSource?: LinksFromSource;
  /** The absolute URL of the article's folder, with a slash at its end. */
  readonly address?: string;
  /** The absolute URL of its HTML page; of one that is called `index.html`, that of its folder. */
  readonly pageUrl?: string;
  /** The absolute URL of the feed that the article is in. */
  readonly feed?: string;
  /** The picture that stands for the article: `img/…`, relative to its folder. */
  readonly cover?: string;
  /** What the author adds to the header of the Markdown page, or with null takes out of it. */
  readonly frontMatter?: JsonObject;
  /** The pages that lead on from the names that the article had. */
  readonly aliases?: readonly PageHead[];
  /** True to begin the page with links to its headings. */
  readonly toc: boolean;
  readonly sections: readonly Section[];
  readonly usage: UsageTotals;
  /** True to say on the page what models made. */
  readonly aiNote: boolean;
  /** True when texts or pictures come from the embedded server. */
  readonly sandbox: boolean;
}
