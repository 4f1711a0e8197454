import * as z from "zod";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import { defaults } from "../settings/defaults.ts";
import { type ImageLayer, type ImageSettings, imageSchema } from "../settings/image.ts";
import { type TextLayer, type TextSettings, textSchema } from "../settings/text.ts";
import { positiveInteger } from "../settings/values.ts";
import { type VariantSettings, variantsSchema } from "../settings/variants.ts";
import { type BlockReader, defineKind, differs } from "./kind.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** `alt: auto` in an article: a text model describes the pictures. */
const autoAlt = "auto";

/** The id under which the description of one picture is asked for and recorded. */
export function altId(image: string, number: number): string {
  return `${image}-alt-${number}`;
}

export const imagesKey = variantsSchema
  .describe(differs("What becomes of the pictures"))
  .optional();

export const layoutKey = z
  .enum(["grid", "stack"])
  .describe("Side by side (the default for several) or one below the other.")
  .optional();

const promptGroup = imageSchema
  .extend({ prompt: sourceText.describe("What the image model is asked.") })
  .describe("The prompt, with how to ask where this block differs from the article.");

/** Where the alternative texts come from. */
interface AltSource {
  /** One text for all pictures, or one for each; none when a model is asked to describe them. */
  readonly alt: readonly SourceText[];
  /** With `alt: auto`, how to ask the text model that describes the pictures. */
  readonly altSettings?: TextSettings;
}

export interface ImageContent extends AltSource {
  readonly prompt: SourceText;
  readonly n: number;
  readonly caption?: SourceText;
  readonly layout: "grid" | "stack";
  /** True to show one composed picture of all of them as well. */
  readonly contactSheet: boolean;
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
    n: positiveInteger.max(100).default(defaults.block.n).describe("How many pictures; default 1."),
    alt: z
      .union([sourceText, z.array(sourceText).min(1)])
      .describe(
        "What the picture shows, for those who cannot see it: a text, or one for each; " +
          "`auto` asks the text model to describe each.",
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
  },
  asks: "pictures",
  heading: ({ image: asked }) => promptOf(asked),
  read(raw, reader): ImageContent | undefined {
    const { image: asked, n, caption } = raw;
    const alt = readAlt(raw, reader);
    const grouped = "prompt" in asked ? imageKeysOf(asked) : {};
    const settings = reader.imageSettings(grouped, imageKeysOf(raw));
    if (raw.contact_sheet && n === 1) {
      reader.report(
        ["contact_sheet"],
        "`contact_sheet` shows several pictures in one, but `n` is 1.",
        "Ask for more pictures with `n`, or remove it.",
      );
    }
    return (
      alt &&
      settings && {
        prompt: promptOf(asked),
        n,
        ...alt,
        ...(caption !== undefined && { caption }),
        layout: raw.layout ?? (n > 1 ? "grid" : "stack"),
        contactSheet: raw.contact_sheet,
        image: settings,
        variants: reader.variantSettings(raw.images),
      }
    );
  },
  texts: ({ caption }) => (caption === undefined ? [] : [caption]),
  alts: ({ alt }) => alt,
  section({ layout, caption }, { pictures, sheet, render }) {
    return pictures.length === 0
      ? undefined
      : {
          kind: "gallery",
          pictures,
          layout,
          ...(sheet !== undefined && { sheet }),
          ...(caption !== undefined && { caption: render(caption) }),
        };
  },
});

type Asked = SourceText | (ImageLayer & { readonly prompt: SourceText });

function promptOf(asked: Asked): SourceText {
  return "prompt" in asked ? asked.prompt : asked;
}

/** The settings of the image model in a group that holds more. */
function imageKeysOf(group: ImageLayer): ImageLayer {
  const keys: readonly string[] = Object.keys(imageSchema.shape);
  return Object.fromEntries(Object.entries(group).filter(([key]) => keys.includes(key)));
}

/** The alternative texts, or whom to ask; reports a list that is not as long as there are pictures. */
function readAlt(
  raw: {
    readonly alt: SourceText | readonly SourceText[];
    readonly n: number;
    readonly text?: TextLayer | undefined;
  },
  reader: BlockReader,
): AltSource | undefined {
  const { alt, n } = raw;
  const isList = "length" in alt;
  if (!isList && alt.value === autoAlt) {
    return readAuto(raw.text, n, reader);
  }
  if (raw.text !== undefined) {
    const message = "`text` stands here without a question to a text model.";
    const hint = "Write `alt: auto` to have the pictures described, or remove it.";
    reader.report(["text"], message, hint, { atKey: true });
  }
  if (isList && alt.length !== n) {
    const message = `\`alt\` has ${alt.length} ${alt.length === 1 ? "text" : "texts"}, but \`n\` is ${n}.`;
    const hint = "Write one text for all pictures, or a list with one for each.";
    reader.report(["alt"], message, hint);
    return undefined;
  }
  return { alt: isList ? alt : [alt] };
}

function readAuto(
  text: TextLayer | undefined,
  n: number,
  reader: BlockReader,
): AltSource | undefined {
  for (let number = 1; number <= n; number += 1) {
    const id = altId(reader.id, number);
    const message = `The id \`${id}\` is that of the description of a picture of \`${reader.id}\`.`;
    reader.reportBlock(id, message, "Give this block another `id`.");
  }
  const altSettings = reader.textSettings(text);
  if (altSettings !== undefined && !textEndpointAdapters[altSettings.endpoint].takesPicture) {
    reader.report(
      ["alt"],
      `\`alt: auto\` shows the model a picture, which the endpoint ${altSettings.endpoint} cannot take.`,
      "Add `text: { endpoint: responses }` (or chat) to this block, or write the text yourself.",
    );
    return undefined;
  }
  return altSettings && { alt: [], altSettings };
}
