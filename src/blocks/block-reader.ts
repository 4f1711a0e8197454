import type { JsonObject } from "../endpoints/types.ts";
import type { SourcePlace } from "../errors.ts";
import type { AttachedFile } from "../files/attached-file.ts";
import type { PictureFile } from "../files/picture-file.ts";
import type { GivenPicture } from "./given-pictures.ts";
import type { NamedPicture } from "./own-pictures.ts";
import type { AnswerChecks, JsonCheck, RawChecks } from "./settings/checks.ts";
import type { ImageLayer, ImageSettings } from "./settings/image.ts";
import type { PictureName } from "./settings/picture-name.ts";
import type { TextLayer, TextSettings } from "./settings/text.ts";
import type { VariantSettings, VariantsLayer } from "./settings/variants.ts";
import type { SourceText } from "./source-text.ts";

/** Keys that lead to a value, from the top of its block. */
type Path = readonly (string | number)[];

/** What reading a block may ask of its article and its job. */
export interface BlockReader {
  /** The block's. */
  readonly id: string;
  /** The levels above merged with the block's own; undefined, and reported, without a model. */
  readonly textSettings: (own: TextLayer | undefined) => TextSettings | undefined;
  /** @param grouped what stands in the block's `image: { … }`, beside its `own` keys */
  readonly imageSettings: (grouped: ImageLayer, own: ImageLayer) => ImageSettings | undefined;
  /** The pictures that go along with the block's prompt; undefined, and reported, where one cannot. */
  readonly givenPictures: (
    grouped: ImageLayer,
    own: ImageLayer,
  ) => readonly GivenPicture[] | undefined;
  readonly variantSettings: (own: VariantsLayer | undefined) => VariantSettings;
  /** @param json the check that stands outside `checks`, if any */
  readonly checks: (
    own: RawChecks | undefined,
    json?: JsonCheck,
  ) => Promise<AnswerChecks | undefined>;
  /** The JSON Schema at a key, written there or in a file; `true` for one that was reported. */
  readonly schema: (given: string | JsonObject, key: string) => Promise<JsonCheck>;
  /** The absolute path of a file that stands at a key; undefined, and reported, without it. */
  readonly findFile: (name: string, key: string) => string | undefined;
  /** The pictures that a Markdown text shows; reports those that are not there. */
  readonly findPicturesIn: (
    text: SourceText,
    maxBytes: number,
  ) => Promise<readonly (NamedPicture & { readonly file: PictureFile })[]>;
  /** A picture that stands at a path; undefined, and reported, without it. @param maxBytes of the file */
  readonly findPicture: (name: string, at: Path, maxBytes: number) => PictureFile | undefined;
  /** The file of one of the author's own pictures, as its `picture` block names it; undefined for a model's. */
  readonly ownPicture: (name: PictureName) => string | undefined;
  /** A file that stands at a path, to go along with a prompt; undefined, and reported, without it. */
  readonly findAttached: (name: string, at: Path) => AttachedFile | undefined;
  /** Where a value stands in the file. */
  readonly refOf: (at: Path) => SourcePlace;
  /** The rows of such a file of data; undefined, and reported, without them. */
  readonly readRows: (name: string, key: string) => readonly JsonObject[] | undefined;
  /** The source code in such a file, and its language by its name. */
  readonly readCode: (
    name: string,
    key: string,
  ) => { readonly code: string; readonly language: string } | undefined;
  /** Reports a mistake in a value, or with `atKey` in its key. */
  readonly report: (at: Path, message: string, hint: string, options?: { atKey: true }) => void;
  /** Reports the block that has an id, in capital or small letters, if there is one. */
  readonly reportBlock: (id: string, message: string, hint: string) => void;
}
