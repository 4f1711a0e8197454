import * as z from "zod";
import { filledText, urlOf } from "./settings/values.ts";
import type { VariantSettings } from "./settings/variants.ts";
import { imagesKey } from "./image.ts";
import { defineKind } from "./kind.ts";
import { type PictureName, pictureName } from "./settings/picture-name.ts";
import { type SourceText, sourceText } from "./source-text.ts";
import { youtubeIdOf } from "./youtube.ts";

export interface VideoContent {
  readonly url: string;
  /** The 11-character id when `url` is one of YouTube's. */
  readonly youtubeId?: string;
  readonly alt: SourceText;
  /** A local picture (absolute path) to use as the poster. */
  readonly poster?: string;
  /** One of the article's own pictures to use as the poster. */
  readonly posterPicture?: PictureName;
  readonly variants: VariantSettings;
}

export const video = defineKind({
  kind: "video",
  description: "A linked poster of a video.",
  keys: {
    video: urlOf(["https"], "must be a URL that begins with https://").describe(
      "The video's address; the article links to it.",
    ),
    alt: sourceText.meta({ description: "What the poster shows.", examples: ["A baker at work"] }),
    poster: z
      .union([filledText, pictureName])
      .describe("A local picture to show; or one of the article's: `{ image: …, number: … }`.")
      .optional(),
    images: imagesKey,
  },
  refersTo: () => [{ id: ["poster", "image"], number: ["poster", "number"], needs: "pictures" }],
  read({ video: url, alt, poster, images }, reader): VideoContent | undefined {
    const youtubeId = youtubeIdOf(url);
    const name = typeof poster === "object" ? reader.ownPicture(poster) : poster;
    const file = name === undefined ? undefined : reader.findFile(name, "poster");
    if (name !== undefined && file === undefined) {
      return undefined;
    }
    return {
      url,
      ...(youtubeId !== undefined && { youtubeId }),
      alt,
      ...(file !== undefined && { poster: file }),
      ...(typeof poster === "object" && file === undefined && { posterPicture: poster }),
      variants: reader.variantSettings(images),
    };
  },
  mapAlts: (block, say) => ({ ...block, alt: say(block.alt) }),
  shows: (block) => block.posterPicture?.image,
  rename: (block, idOf) =>
    block.posterPicture === undefined
      ? block
      : {
          ...block,
          posterPicture: { ...block.posterPicture, image: idOf(block.posterPicture.image) },
        },
  section({ url, youtubeId, poster, posterPicture }, { pictures: [picture] }) {
    const isOwn = poster !== undefined || posterPicture !== undefined;
    // The picture of an upright video has its bars at the sides.
    const mayHaveBars = youtubeId !== undefined && !isOwn && !url.includes("/shorts/");
    return picture && { kind: "poster", url, picture, ...(mayHaveBars && { mayHaveBars }) };
  },
});
