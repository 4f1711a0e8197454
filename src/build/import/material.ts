import type { JsonObject } from "../../job/types.ts";

/** What a file says of the article as a whole, as far as it does. */
export interface Head {
  readonly title?: string;
  /** A BCP 47 tag. */
  readonly language?: string;
  readonly author?: string;
  readonly description?: string;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly tags?: readonly string[];
  readonly draft?: true;
  /** Keys that mean nothing to Prelo, for the front matter of the page. */
  readonly others: JsonObject;
}

/** What code gave: a text, or a picture by its address. */
export type Output =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "picture"; readonly url: string };

/** A stretch of a file. */
export type Part =
  | {
      readonly kind: "markdown";
      readonly text: string;
      /** The line of the file on which it begins, from 1. */
      readonly line: number;
    }
  | {
      readonly kind: "code";
      readonly code: string;
      readonly language: string;
      readonly outputs: readonly Output[];
      readonly line: number;
    };

/** Something that a person should know of what was read, and where it stands. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

/** A file as it was read, whatever its format. */
export interface Material {
  readonly head: Head;
  readonly parts: readonly Part[];
  /** The pictures that stand in the file itself, by the addresses that stand for them. */
  readonly embedded: ReadonlyMap<string, Uint8Array>;
  readonly remarks: readonly Remark[];
}
