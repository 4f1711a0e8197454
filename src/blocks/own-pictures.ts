import type { PictureFile } from "../files/picture-file.ts";
import type { MarkdownText, Picture } from "./sections.ts";
import type { VariantSettings } from "./settings/variants.ts";

/** A picture in a Markdown text: its address as it stands there, and its alternative text. */
export interface NamedPicture {
  readonly url: string;
  readonly alt: string;
}

/** Files of the author's that a text shows, and what becomes of them. */
export interface OwnPictures {
  readonly pictures: readonly (NamedPicture & { readonly file: PictureFile })[];
  readonly variants: VariantSettings;
}

/** The published pictures of a text's own files, by their addresses there; nothing for none. */
export function shownOwn(
  own: OwnPictures | undefined,
  pictures: readonly Picture[],
): Pick<MarkdownText, "pictures"> {
  const shown = own?.pictures.flatMap(({ url }, index) => {
    const picture = pictures.find(({ number }) => number === index + 1);
    return picture === undefined ? [] : [{ url, picture }];
  });
  return shown === undefined ? {} : { pictures: shown };
}
