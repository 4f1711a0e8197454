import type { HeadingLevel, Picture, Section } from "../../blocks/sections.ts";
import type { ArticleDocument } from "../types.ts";

/** A part of an article, as the program that embeds Prelo sees it. */
export interface PageSection {
  /** The block's id. */
  readonly id: string;
  /** Which form it has: a gallery of pictures, the poster of a video, code, … */
  readonly kind: Section["kind"];
  /** Plain text; absent where the section goes on under the heading before it. */
  readonly heading?: string;
  readonly level: HeadingLevel;
  /** What stands below the heading, as it stands in `article.md`. */
  readonly markdown: string;
  /** The pictures that it shows, in their order; their files are relative to the article's folder. */
  readonly pictures: readonly Picture[];
}

type Head = Pick<
  ArticleDocument,
  | "slug"
  | "title"
  | "language"
  | "author"
  | "description"
  | "date"
  | "tags"
  | "address"
  | "cover"
  | "sandbox"
>;

/** A finished article: checked texts, numbered references, pictures with all their variants. Frozen. */
export interface PageDocument extends Head {
  /** The whole page as `article.md` has it, without its front matter. */
  readonly markdown: string;
  /** In the order of the page. */
  readonly sections: readonly PageSection[];
  /** The pictures of all sections. */
  readonly pictures: readonly Picture[];
}

/** What a format can ask for beside the document. */
export interface FormatContext {
  /** The name of the page's file. */
  readonly file: string;
  /** The article in one of Prelo's own formats, as its page has it. */
  readonly page: (format: "markdown" | "html" | "notebook") => Promise<string>;
}

/** A format of the embedding program's own. */
export interface CustomFormat {
  /** The name of the page's file, such as `article.txt`. */
  readonly file: string;
  /** How a server is to announce the page; by default as plain text. */
  readonly mediaType?: string;
  /**
   * Change it when `render` gives other pages for a reason that its own code does not show, such as
   * a template that it reads: what is unchanged is not set again.
   */
  readonly version?: string | number;
  /** Gives the page's text; the same document must give the same text. */
  readonly render: (document: PageDocument, context: FormatContext) => string | Promise<string>;
}

/** Formats by the names that `output.formats` has for them. */
export type CustomFormats = Readonly<Record<string, CustomFormat>>;
