import type { Picture, TextSource as SectionSource } from "../../blocks/sections.ts";

/**
 * The tree between a Markdown text and what is published of it. It has no remote picture, no link of
 * a dangerous scheme and no HTML but tags of a short list, without attributes, and comments: there is
 * no node that could hold one.
 */
export type Inline =
  | { readonly type: "text"; readonly text: string }
  /** A named character reference that is kept as it was written, such as `&hellip;`. */
  | { readonly type: "entity"; readonly raw: string }
  | { readonly type: "code"; readonly code: string }
  /** With its delimiters, on one line. */
  | { readonly type: "math"; readonly raw: string }
  | { readonly type: "break" }
  | Span
  | Tag
  | Comment
  | Link
  | FootnoteMark
  /** Numbers in the article's own list of references. */
  | { readonly type: "citation"; readonly numbers: readonly number[] }
  /** A local picture. */
  | {
      readonly type: "image";
      readonly url: string;
      readonly alt: string;
      readonly title?: string;
      /** Its variants, where it is published in several. */
      readonly picture?: Picture;
    };

export interface Link {
  readonly type: "link";
  readonly url: string;
  readonly title?: string;
  readonly children: readonly Inline[];
}

/** An element of HTML that says of a stretch of text what it is, such as `kbd` or `sub`. */
export interface Tag {
  readonly type: "tag";
  /** One of `tagNames`, in lower case. */
  readonly name: string;
  readonly children: readonly Inline[];
}

/** Visible only in the source: `<!-- … -->`. Inside a sentence it is on one line. */
export interface Comment {
  readonly type: "comment";
  /** With its delimiters. */
  readonly raw: string;
}

export interface Span {
  readonly type: "em" | "strong" | "del";
  readonly children: readonly Inline[];
}

/** Where a sentence refers to a footnote. */
export interface FootnoteMark {
  readonly type: "footnote";
  readonly label: string;
  /** Its note's number on the page, from 1; given when the page is put together. */
  readonly number?: number;
  /** Which of the marks of its note it is, from 1; given with the number. */
  readonly use?: number;
}

export interface Heading {
  readonly type: "heading";
  readonly level: number;
  /** What a link to it names, after the `#`; given when the page is put together. */
  readonly anchor?: string;
  readonly children: readonly Inline[];
}
interface Paragraph {
  readonly type: "paragraph";
  readonly children: readonly Inline[];
}
export interface Item {
  /** Set for an item of a task list. */
  readonly checked?: boolean;
  readonly children: readonly Block[];
}
export interface List {
  readonly type: "list";
  /** The number of the first item of an ordered list. */
  readonly start?: number;
  /** Another one, or another bullet, tells a list from the list before it. */
  readonly delimiter: "." | ")" | "-" | "*";
  readonly loose: boolean;
  readonly items: readonly Item[];
}
interface Blockquote {
  readonly type: "blockquote";
  readonly children: readonly Block[];
}
export type Cell = readonly Inline[];
export interface Table {
  readonly type: "table";
  readonly align: readonly ("left" | "center" | "right" | null)[];
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}
interface Code {
  readonly type: "code";
  readonly language: string;
  readonly code: string;
}
/** A display formula: its delimiters are `$$` or `\[`, `\]`. */
export interface MathBlock {
  readonly type: "math";
  readonly open: "$$" | "\\[";
  /** Between the delimiters: one line as it was written, or lines without indentation. */
  readonly content: string;
}
/**
 * What a footnote says. It begins with a paragraph, and stands at the end of its text. It may refer
 * to another, but never, over any number of them, to itself.
 */
export interface Note {
  readonly type: "note";
  readonly label: string;
  /** Its number on the page, from 1; given when the page is put together. */
  readonly number?: number;
  /** How often it is referred to; given with the number. */
  readonly uses?: number;
  readonly children: readonly Block[];
}
interface Rule {
  readonly type: "rule";
}
/** A part that opens at a click: HTML's `details`, with its `summary`. */
export interface Details {
  readonly type: "details";
  readonly open: boolean;
  /** One line, without links, code or formulas. */
  readonly summary: readonly Inline[];
  readonly children: readonly Block[];
}
export type Block =
  | Heading
  | Paragraph
  | List
  | Blockquote
  | Table
  | Code
  | MathBlock
  | Note
  | Rule
  | Details
  | Comment;

/** As who a text is read; `illustrated` is a model's whose pictures may stand beside the page, and its links may not. */
export type TextSource = SectionSource | "illustrated";
