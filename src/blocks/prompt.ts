import * as z from "zod";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import type { JsonObject } from "../endpoints/types.ts";
import {
  type AnswerChecks,
  checksSchema,
  type JsonCheck,
  type RawChecks,
} from "./settings/checks.ts";
import { filledText, maxUsdKey } from "./settings/values.ts";
import { type TextLayer, type TextSettings, textSchema } from "./settings/text.ts";
import { type BlockBase, defineKind, differs, type Shown } from "./kind.ts";
import { shownOwn } from "./own-pictures.ts";
import { type BlockReader } from "./block-reader.ts";
import { type Material, materialKeys, readMaterial } from "./material.ts";
import type { Referral } from "./given-pictures.ts";
import type { SectionContent } from "./sections.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** The most answers of one block. */
const mostVariants = 10;

/** What `prompt:` and `question:` have in common. */
export const answered = {
  text: textSchema.describe(differs("How to ask the text model")).optional(),
  checks: checksSchema.describe(differs("What the model's text is checked for")).optional(),
  schema: z
    .union([filledText, z.record(z.string(), z.json())])
    .meta({
      description:
        "A JSON Schema, in a file or written here: the API is asked for JSON of this structure, " +
        "and the answer is checked against it.",
      examples: ["schemas/outline.json"],
    })
    .optional(),
  ...materialKeys,
  hidden: z
    .boolean()
    .default(false)
    .describe("true: it is asked and recorded, for other blocks to use, and not printed."),
  max_usd: maxUsdKey,
  variants: z
    .union([z.int().min(1).max(mostVariants), z.array(filledText).min(1).max(mostVariants)])
    .meta({
      description:
        "How many answers to ask for, or the models to ask, one answer each: the first is published, or " +
        "the one whose record says `chosen: true`. Default 1.",
      examples: [3, ["gpt-5", "gpt-5-mini"]],
    })
    .optional(),
  share: z
    .boolean()
    .default(true)
    .describe(
      "false asks for an answer of its own, though another block asks the same; default true.",
    ),
};

export interface TextContent extends Material {
  readonly prompt: SourceText;
  readonly text: TextSettings;
  /** Unset where none is asked for. */
  readonly checks?: AnswerChecks;
  /** The structure that the API is asked for. */
  readonly schema?: JsonObject;
  /** True: the answer is for other blocks, not for the page. */
  readonly hidden?: true;
  /** What one attempt costs at the most, in US dollars, where only the author can say. */
  readonly maxUsd?: number;
  /** False: it gets an answer of its own, although another block has the same request. */
  readonly share?: false;
  /** How to ask for each of its answers, where there are several. */
  readonly askedAs?: readonly TextSettings[];
  /** Of an answer beyond the first: the id of its block. */
  readonly variantOf?: string;
}

/** The id under which a further answer of a block is asked for and recorded; of the first, the block's own. */
export function variantId(id: string, number: number): string {
  return number === 1 ? id : `${id}.${number}`;
}

export const prompt = defineKind({
  kind: "prompt",
  description: "A text of the model's.",
  keys: {
    prompt: sourceText.meta({
      description: "What the text model is asked; may be a Liquid template.",
      examples: ["Summarise how bread is made."],
    }),
    ...answered,
  },
  asks: "text",
  isText: true,
  refersTo: followedBlock,
  rename: renameFollowed,
  read: (raw, reader) => readText(raw.prompt, raw, reader),
  section: showAnswer,
});

/** Where the id of the block stands whose conversation goes on. */
export function followedBlock(): readonly Referral[] {
  return [{ id: ["follows"], needs: "text" }];
}

/** The block with another id for the one that it follows. */
export function renameFollowed<Block extends Material>(
  block: Block,
  idOf: (id: string) => string,
): Block {
  const { follows } = block;
  return follows === undefined
    ? block
    : { ...block, follows: { ...follows, value: idOf(follows.value) } };
}

export async function readText(
  asked: SourceText,
  raw: Parameters<typeof readMaterial>[0] & {
    readonly text?: TextLayer | undefined;
    readonly checks?: RawChecks | undefined;
    readonly schema?: string | JsonObject | undefined;
    readonly hidden: boolean;
    readonly share: boolean;
    readonly max_usd?: number | undefined;
    readonly variants?: number | readonly string[] | undefined;
  },
  reader: BlockReader,
): Promise<TextContent | undefined> {
  const { variants: wanted = 1 } = raw;
  const layers =
    typeof wanted === "number"
      ? Array.from({ length: wanted }, () => raw.text)
      : wanted.map((model) => Object.assign({}, raw.text, { model }));
  const settings = layers.map((layer) => reader.textSettings(layer));
  const variants = settings.filter((each) => each !== undefined);
  const text = variants.length === settings.length ? variants[0] : undefined;
  const asJson =
    raw.schema === undefined ? undefined : await readSchema(raw.schema, raw.checks, reader);
  const checks = await reader.checks(raw.checks, asJson);
  if (text !== undefined && asJson !== undefined) {
    reportNoStructure(text, reader);
  }
  const material = text && readMaterial(raw, text, reader);
  return (
    material && {
      prompt: asked,
      text,
      ...material,
      ...(checks !== undefined && { checks }),
      ...(asJson !== undefined && asJson.schema !== true && { schema: asJson.schema }),
      ...(raw.hidden && { hidden: true }),
      ...((!raw.share || variants.length > 1) && { share: false }),
      ...(variants.length > 1 && { askedAs: variants }),
      ...(raw.max_usd !== undefined && { maxUsd: raw.max_usd }),
    }
  );
}

/** The structure that is asked for; it is a check as well, so another of the same is a mistake. */
async function readSchema(
  schema: string | JsonObject,
  checks: RawChecks | undefined,
  reader: BlockReader,
): Promise<JsonCheck> {
  if (checks !== undefined && checks !== false && checks.json !== undefined) {
    reader.report(
      ["checks", "json"],
      "`schema` checks the answer already, and `checks` has `json` as well.",
      "Keep `schema`, which also asks the API for that structure, or only `checks.json`.",
      { atKey: true },
    );
  }
  return reader.schema(schema, "schema");
}

/** Reports an endpoint that takes no schema, and one that is asked for a structure twice. */
function reportNoStructure(text: TextSettings, reader: BlockReader): void {
  const { extraKey } = textEndpointAdapters[text.endpoint].structure ?? {};
  if (extraKey === undefined) {
    reader.report(
      ["schema"],
      `\`schema\` asks the API for a structure, which the endpoint ${text.endpoint} cannot do.`,
      "Add `text: { endpoint: responses }` (or chat) to this block, or only check it: `checks: { json: … }`.",
      { atKey: true },
    );
  } else if (valueAt(text.extra, extraKey) !== undefined) {
    reader.report(
      ["schema"],
      `\`schema\` stands beside \`extra.${extraKey.join(".")}\`: both ask for a structure.`,
      "Keep one of them.",
      { atKey: true },
    );
  }
}

function valueAt(value: JsonObject, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
}

export function showAnswer(
  { hidden, own }: TextContent & Pick<BlockBase, "own">,
  { answer, pictures }: Shown,
): SectionContent | undefined {
  return hidden === true
    ? undefined
    : { kind: "markdown", source: "model", ...answer(), ...shownOwn(own, pictures) };
}
