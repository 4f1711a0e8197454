import * as z from "zod";
import type { PictureFile } from "../files/picture-file.ts";
import { defaults } from "./settings/defaults.ts";
import { type ImageLayer, type ImageSettings, imageSchema } from "./settings/image.ts";
import { textSchema } from "./settings/text.ts";
import { filledText, maxUsdKey, positiveInteger } from "./settings/values.ts";
import { type VariantSettings, variantsSchema } from "./settings/variants.ts";
import { type GivenPicture, mostGivenBytes, referralsIn } from "./given-pictures.ts";
import { type AltSource, readAlt } from "./alt-source.ts";
import type { BlockReader } from "./block-reader.ts";
import { defineKind, differs } from "./kind.ts";
import { mostPictures, readShow } from "./picture-numbers.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export const imagesKey = variantsSchema
  .describe(differs("What becomes of the pictures"))
  .optional();

export const layoutKey = z
  .enum(["grid", "stack"])
  .describe("Side by side (the default for several) or one below the other.")
  .optional();

const maskKey = filledText
  .describe(
    "With `reference`: a picture as large as the first of them; where it is transparent, that one is drawn anew.",
  )
  .optional();

const promptGroup = imageSchema
  .extend({ prompt: sourceText.describe("What the image model is asked."), mask: maskKey })
  .describe("The prompt, with how to ask where this block differs from the article.");

export interface ImageContent extends AltSource {
  readonly prompt: SourceText;
  /** How many there must be. */
  readonly n: number;
  /** The numbers of those that are published, in the order of the page. */
  readonly show: readonly number[];
  readonly caption?: SourceText;
  readonly layout: "grid" | "stack";
  /** True to show one composed picture of all of them as well. */
  readonly contactSheet: boolean;
  /** What goes along with the prompt; unset for nothing. */
  readonly given?: readonly GivenPicture[];
  readonly mask?: PictureFile;
  /** What all `n` pictures cost at the most, in US dollars, where only the author can say. */
  readonly maxUsd?: number;
  readonly image: ImageSettings;
  readonly variants: VariantSettings;
}

export const image = defineKind({
  kind: "image",
  description: "Pictures of the model's.",
  keys: {
    image: z.union([sourceText, promptGroup]).meta({
      description: "What the image model is asked; or a group of `prompt`, `size`, `model`, ….",
      examples: ["A loaf of bread on a wooden table"],
    }),
    n: positiveInteger
      .max(mostPictures)
      .default(defaults.block.n)
      .describe("How many pictures; default 1."),
    show: z
      .array(positiveInteger)
      .min(1)
      .meta({
        description: "Which of them are published, by their numbers, in this order; default all.",
        examples: [[1, 4, 7]],
      })
      .optional(),
    alt: z
      .union([sourceText, z.array(sourceText.nullable()).min(1)])
      .describe(
        "What the picture shows, for those who cannot see it: a text, or one for each " +
          "(~ for one that is not shown); `auto` asks the text model to describe each.",
      ),
    caption: sourceText
      .meta({
        description: "Shown below the pictures.",
        examples: ["Bread, an hour after baking."],
      })
      .optional(),
    layout: layoutKey,
    contact_sheet: z
      .boolean()
      .default(false)
      .describe("true shows one composed picture of all of them as well; default false."),
    text: textSchema
      .describe("With `alt: auto`: how to ask for it, where this block differs from the article.")
      .optional(),
    images: imagesKey,
    ...imageSchema.shape,
    mask: maskKey,
    max_usd: maxUsdKey,
  },
  asks: "pictures",
  refersTo: (value) => [
    ...referralsIn(Reflect.get(value, "reference"), ["reference"]),
    ...referralsIn(Reflect.get(Object(Reflect.get(value, "image")), "reference"), [
      "image",
      "reference",
    ]),
  ],
  heading: ({ image: asked }) => promptOf(asked),
  read(raw, reader): ImageContent | undefined {
    const { image: asked, n, caption } = raw;
    const show = readShow(raw, reader);
    const alt = show && readAlt({ ...raw, show }, reader);
    const grouped = "prompt" in asked ? imageKeysOf(asked) : {};
    const settings = reader.imageSettings(grouped, imageKeysOf(raw));
    const given = reader.givenPictures(grouped, imageKeysOf(raw));
    const mask = settings && given && readMask(raw, settings, given, reader);
    if (raw.contact_sheet && show?.length === 1) {
      const isOne = n === 1;
      reader.report(
        ["contact_sheet"],
        `\`contact_sheet\` shows several pictures in one, but ${isOne ? "`n` is 1" : "`show` names one"}.`,
        `${isOne ? "Ask for more pictures with `n`" : "Show more of them"}, or remove it.`,
      );
    }
    if (!show || !alt || !settings || !given || mask === false) {
      return undefined;
    }
    return {
      prompt: promptOf(asked),
      n,
      show,
      ...alt,
      ...(caption !== undefined && { caption }),
      layout: raw.layout ?? (show.length > 1 ? "grid" : "stack"),
      contactSheet: raw.contact_sheet,
      ...(given.length > 0 && { given }),
      ...(mask !== undefined && { mask }),
      ...(raw.max_usd !== undefined && { maxUsd: raw.max_usd }),
      image: settings,
      variants: reader.variantSettings(raw.images),
    };
  },
  texts: ({ caption }) => (caption === undefined ? [] : [caption]),
  mapAlts: ({ alt, ...block }, say) => ({
    ...block,
    alt: alt.map((text, index) => text && say(text, alt.length === 1 ? undefined : index + 1)),
  }),
  rename: ({ given, ...block }, idOf) =>
    given === undefined
      ? block
      : {
          ...block,
          given: given.map((each) =>
            "image" in each ? { ...each, image: idOf(each.image) } : each,
          ),
        },
  section({ layout, caption }, { pictures, sheet, caption: line }) {
    return pictures.length === 0
      ? undefined
      : {
          kind: "gallery",
          pictures,
          layout,
          ...(sheet !== undefined && { sheet }),
          ...(caption !== undefined && { caption: line(caption) }),
        };
  },
});

type Asked =
  | SourceText
  | (ImageLayer & { readonly prompt: SourceText; readonly mask?: string | undefined });

function promptOf(asked: Asked): SourceText {
  return "prompt" in asked ? asked.prompt : asked;
}

/** The settings of the image model in a group that holds more. */
function imageKeysOf(group: ImageLayer): ImageLayer {
  const keys: readonly string[] = Object.keys(imageSchema.shape);
  return Object.fromEntries(Object.entries(group).filter(([key]) => keys.includes(key)));
}

/** The mask; undefined without one, and false, reported, for one that cannot be sent. */
function readMask(
  { image: asked, mask: own }: { readonly image: Asked; readonly mask?: string | undefined },
  { endpoint }: ImageSettings,
  given: readonly GivenPicture[],
  reader: BlockReader,
): PictureFile | false | undefined {
  const grouped = "prompt" in asked ? asked.mask : undefined;
  const name = own ?? grouped;
  if (name === undefined) {
    return undefined;
  }
  const at = own === undefined ? ["image", "mask"] : ["mask"];
  if (endpoint !== "images") {
    const message = `\`mask\` is not sent through ${endpoint}.`;
    reader.report(at, message, "Remove it, or ask through `endpoint: images`.", { atKey: true });
    return false;
  }
  if (given.length === 0) {
    const message = "`mask` says what of a picture is to be drawn anew, but none is given.";
    reader.report(at, message, "Name the picture with `reference`.", { atKey: true });
    return false;
  }
  return reader.findPicture(name, at, mostGivenBytes) ?? false;
}
