import type { HeadingStyle } from "./settings/heading-style.ts";
import type { Source } from "../endpoints/sources.ts";
import type { ImageFormat } from "./settings/variants.ts";

// What a block shows on a page. Texts are plain but for `markdown`; nothing here is escaped.

/** One resized, encoded picture in output/<slug>/. */
export interface Variant {
  /** Relative to the article's folder, with forward slashes: `img/casa-1-480w.1a2b3c4d.webp`. */
  readonly file: string;
  readonly format: ImageFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** One picture as the article shows it: all its variants, narrowest first, by format. */
export interface Picture {
  readonly alt: string;
  /** Its number in its block, from 1; unset for what is composed of several. */
  readonly number?: number;
  readonly variants: readonly Variant[];
  /** A tiny inline picture (a `data:` URL) to show while the real one loads. */
  readonly preview?: string;
  /** Set for one that no model made, or that a person made of a model's. */
  readonly source?: "own" | "composite";
  /** True when it stands in for a picture that could not be had. */
  readonly placeholder: boolean;
  /** The model that made it; absent for a picture that no model made. */
  readonly model?: string;
  /** True when not all of its formats can show it whole: JPEG has no transparency. */
  readonly transparent?: true;
}

/** Who wrote a text: only an author's may point at files beside the page. */
export type TextSource = "author" | "model";

export type HeadingLevel = 2 | 3 | 4 | 5 | 6;

interface SectionBase {
  /** The block's id: the section's anchor in the HTML page. */
  readonly id: string;
  /** Markdown of one line. Absent: the section goes on under the heading before it. */
  readonly heading?: string;
  readonly level: HeadingLevel;
  /** How the Markdown page writes the heading, where it is not as the job says. */
  readonly headingStyle?: HeadingStyle;
}

/** A section that holds this is read as Markdown, whatever its form: its notes and headings count. */
export interface MarkdownText {
  readonly markdown: string;
  readonly source: TextSource;
  /** The author's own that it shows, by their addresses there. */
  readonly pictures?: readonly { readonly url: string; readonly picture: Picture }[];
  /** A person changed what a model wrote: it is published as that person left it. */
  readonly edited?: boolean;
  /** Where a model got what it wrote; each place of the text that cites one gets its number. */
  readonly sources?: readonly Source[];
}

export interface MarkdownSection extends SectionBase, MarkdownText {
  readonly kind: "markdown";
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
  /** Whether it is the site's picture of a wide video, which may have bars above and below. */
  readonly mayHaveBars?: true;
}
export interface CodeSample {
  readonly language: string;
  readonly code: string;
  readonly label?: string;
}
/** What code gave: of a request that is shown as code, what it returned, as it is recorded. */
export type Returned =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "pictures"; readonly pictures: readonly Picture[] };
export interface CodeSection extends SectionBase {
  readonly kind: "code";
  readonly samples: readonly CodeSample[];
  /** Set for code that sends a request. */
  readonly returned?: Returned;
  /** What the author says that the code gave; shown below it. */
  readonly outputs?: readonly Returned[];
}
export interface Reference {
  readonly title: string;
  readonly url: string;
}
interface ReferencesSection extends SectionBase {
  readonly kind: "references";
  readonly references: readonly Reference[];
  /** The sources of all answers stand before them. */
  readonly auto?: true;
  /** Those of `auto` are among them already, in the order of another language's page. */
  readonly ordered?: true;
}
interface UsageSection extends SectionBase {
  readonly kind: "usage";
}

/** One block of an article, with everything that it shows. */
export type Section =
  | MarkdownSection
  | GallerySection
  | PosterSection
  | CodeSection
  | ReferencesSection
  | UsageSection;

type Content<Each> = Each extends Section ? Omit<Each, keyof SectionBase> : never;
/** A section without what all blocks give theirs: id, heading, its level and style. */
export type SectionContent = Content<Section>;
