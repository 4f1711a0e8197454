import type { PictureFile } from "../files/picture-file.ts";
import type { VariantSettings } from "../settings/variants.ts";
import { defineKind, type NamedPicture } from "./kind.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export interface MarkdownContent {
  readonly markdown: SourceText;
  /** The author's own that it shows, and what becomes of them; unset for none. */
  readonly own?: {
    readonly pictures: readonly (NamedPicture & { readonly file: PictureFile })[];
    readonly variants: VariantSettings;
  };
}

export const markdown = defineKind({
  kind: "markdown",
  description: "A text of the author's.",
  keys: {
    markdown: sourceText.meta({
      description: "Markdown that is published as it stands.",
      examples: ["Flour, water, salt, and **time**."],
    }),
  },
  async read({ markdown: text }, reader): Promise<MarkdownContent> {
    const variants = reader.variantSettings(undefined);
    const pictures = await reader.findPicturesIn(text, variants.maxBytes);
    return { markdown: text, ...(pictures.length > 0 && { own: { pictures, variants } }) };
  },
  texts: (block) => [block.markdown],
  section({ markdown: text, own }, { render, pictures }) {
    const shown = own?.pictures.flatMap(({ url }, index) => {
      const picture = pictures.find(({ number }) => number === index + 1);
      return picture === undefined ? [] : [{ url, picture }];
    });
    return {
      kind: "markdown",
      markdown: render(text),
      source: "author",
      ...(shown !== undefined && { pictures: shown }),
    };
  },
});
