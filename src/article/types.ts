import type { Picture } from "../pictures/types.ts";
import type { TextSource } from "./markdown/tree.ts";

interface SectionBase {
  /** The block's id: the section's anchor in the HTML page. */
  readonly id: string;
  /** Plain text. Absent: the section goes on under the heading before it. */
  readonly heading?: string;
  readonly level: 2 | 3 | 4;
}

export interface MarkdownSection extends SectionBase {
  readonly kind: "markdown";
  readonly markdown: string;
  readonly source: TextSource;
  /** A person changed what a model wrote: it is published as that person left it. */
  readonly edited?: boolean;
}
export interface GallerySection extends SectionBase {
  readonly kind: "gallery";
  readonly pictures: readonly Picture[];
  readonly layout: "grid" | "stack";
  /** One composed picture of all of them, shown after them. */
  readonly sheet?: Picture;
  /** Plain text. */
  readonly caption?: string;
}
export interface PosterSection extends SectionBase {
  readonly kind: "poster";
  /** Where the video is. */
  readonly url: string;
  readonly picture: Picture;
}
export interface CodeSample {
  readonly language: string;
  readonly code: string;
  readonly label?: string;
}
/** What a request that is shown as code returned, as it is recorded. */
export type Returned =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "pictures"; readonly pictures: readonly Picture[] };
export interface CodeSection extends SectionBase {
  readonly kind: "code";
  readonly samples: readonly CodeSample[];
  /** Set for code that sends a request. */
  readonly returned?: Returned;
}
export interface Reference {
  readonly title: string;
  readonly url: string;
}
interface ReferencesSection extends SectionBase {
  readonly kind: "references";
  readonly references: readonly Reference[];
}
interface UsageSection extends SectionBase {
  readonly kind: "usage";
}

/** One block of an article, with everything that it shows; in the order of the page. */
export type Section =
  | MarkdownSection
  | GallerySection
  | PosterSection
  | CodeSection
  | ReferencesSection
  | UsageSection;

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

/** All that a page is made of. Texts are plain but for `markdown`; nothing here is escaped. */
export interface ArticleDocument {
  readonly slug: string;
  readonly title: string;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly author?: string;
  readonly description?: string;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly tags: readonly string[];
  /** The absolute URL of the article's folder, with a slash at its end. */
  readonly address?: string;
  /** The picture that stands for the article: `img/…`, relative to its folder. */
  readonly cover?: string;
  /** True to begin the page with links to its headings. */
  readonly toc: boolean;
  readonly sections: readonly Section[];
  readonly usage: UsageTotals;
  /** True to say on the page what models made. */
  readonly aiNote: boolean;
  /** True when texts or pictures come from the embedded server. */
  readonly sandbox: boolean;
}
