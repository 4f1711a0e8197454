import type { ImageFormat } from "../job/types.ts";

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
  readonly variants: readonly Variant[];
  /** A tiny inline picture (a `data:` URL) to show while the real one loads. */
  readonly preview?: string;
  /** True when it stands in for a picture that could not be had. */
  readonly placeholder: boolean;
}
