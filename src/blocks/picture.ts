import * as z from "zod";
import type { PictureFile } from "../files/picture-file.ts";
import { filledText } from "./settings/values.ts";
import type { VariantSettings } from "./settings/variants.ts";
import { imagesKey, layoutKey } from "./image.ts";
import { defineKind } from "./kind.ts";
import { type BlockReader } from "./block-reader.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** The alternative text of a picture that says nothing, as in HTML. */
const decorative = "";
const altText = z.union([sourceText, z.literal(decorative)]);
type AltText = z.output<typeof altText>;

export interface PictureContent {
  readonly files: readonly PictureFile[];
  /** One for all, or one for each. */
  readonly alt: readonly AltText[];
  readonly caption?: SourceText;
  readonly layout: "grid" | "stack";
  readonly variants: VariantSettings;
}

export const picture = defineKind({
  kind: "picture",
  description: "Pictures of the author's own.",
  keys: {
    picture: z.union([filledText, z.array(filledText).min(1)]).meta({
      description: "A picture, or a list of them, relative to the article or the job.",
      examples: ["photos/oven.jpg"],
    }),
    alt: z
      .union([altText, z.array(altText).min(1)])
      .describe(
        "What the picture shows, for those who cannot see it: a text, or one for each; " +
          '`""` for a picture that only adorns the page.',
      ),
    caption: sourceText
      .meta({ description: "Shown below the pictures.", examples: ["Our oven, built in 1911."] })
      .optional(),
    layout: layoutKey,
    images: imagesKey,
  },
  read(
    { picture: named, alt: given, caption, layout, images },
    reader,
  ): PictureContent | undefined {
    const variants = reader.variantSettings(images);
    const names = [named].flat();
    const alt = readAlt(given, names.length, reader);
    const files = names.map((name, index) =>
      reader.findPicture(
        name,
        Array.isArray(named) ? ["picture", index] : ["picture"],
        variants.maxBytes,
      ),
    );
    const found = files.filter((file) => file !== undefined);
    return alt === undefined || found.length < files.length
      ? undefined
      : {
          files: found,
          alt,
          ...(caption !== undefined && { caption }),
          layout: layout ?? (found.length > 1 ? "grid" : "stack"),
          variants,
        };
  },
  texts: ({ caption }) => (caption === undefined ? [] : [caption]),
  mapAlts: ({ alt, ...block }, say) => ({
    ...block,
    alt: alt.map((text, index) =>
      text === decorative ? text : say(text, alt.length === 1 ? undefined : index + 1),
    ),
  }),
  section({ layout, caption }, { pictures, caption: line }) {
    return pictures.length === 0
      ? undefined
      : {
          kind: "gallery",
          pictures,
          layout,
          ...(caption !== undefined && { caption: line(caption) }),
        };
  },
});

/** The alternative texts; reports a list that is not as long as there are pictures. */
function readAlt(
  given: AltText | readonly AltText[],
  count: number,
  reader: BlockReader,
): readonly AltText[] | undefined {
  const isList = Array.isArray(given);
  const alt: readonly AltText[] = [given].flat();
  if (!isList || alt.length === count) {
    return alt;
  }
  reader.report(
    ["alt"],
    `\`alt\` has ${alt.length} ${alt.length === 1 ? "text" : "texts"}, but \`picture\` names ${count} ${count === 1 ? "file" : "files"}.`,
    "Write one text for all pictures, or a list with one for each.",
  );
  return undefined;
}
