import type { Output } from "./material.ts";

/** A picture as a text names it: its address there, and its alternative text. */
export interface NamedPicture {
  readonly url: string;
  readonly alt: string;
}

/** What stands in a section, piece by piece. */
export type Piece = { readonly line: number } & (
  | { readonly kind: "text"; readonly text: string; readonly pictures: readonly NamedPicture[] }
  | {
      readonly kind: "code";
      readonly code: string;
      readonly language: string;
      readonly outputs: readonly Output[];
    }
  | {
      readonly kind: "pictures";
      readonly pictures: readonly NamedPicture[];
      readonly caption?: string;
    }
  | {
      readonly kind: "video";
      readonly url: string;
      readonly alt: string;
      /** The address of a picture beside the file. */
      readonly poster?: string;
    }
);

export interface SectionHeading {
  /** Markdown of one line. */
  readonly text: string;
  /** From 1 to 6, as it stands in the file. */
  readonly level: number;
  /** True for a line of bold text that serves as a heading. */
  readonly isBold: boolean;
}

export interface ImportedSection {
  /** Unset for what stands before the first heading. */
  readonly heading?: SectionHeading;
  readonly line: number;
  readonly pieces: readonly Piece[];
}
