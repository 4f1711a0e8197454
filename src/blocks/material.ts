import * as z from "zod";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import type { SourcePlace } from "../errors.ts";
import type { AttachedFile } from "../files/attached-file.ts";
import type { TextSettings } from "./settings/text.ts";
import { filledText, isSafeName } from "./settings/values.ts";
import type { BlockReader } from "./block-reader.ts";
import { type SourceText, sourceText } from "./source-text.ts";

/** The most that the files of one request may hold, together and one by one; a text less. In bytes. */
export const mostAttachedBytes = 20 * 1024 * 1024;
export const mostAttachedTextBytes = 1024 * 1024;

/** Another article of the job, whose text goes along. */
export interface AttachedArticle {
  readonly article: string;
  readonly ref: SourcePlace;
}

export type Attached = AttachedFile | AttachedArticle;

/** What was said before, as an example of how to answer. */
export interface ExampleTurn {
  readonly user: SourceText;
  readonly assistant: SourceText;
}

/** What goes to a text model beside its prompt. */
export interface Material {
  readonly attach?: readonly Attached[];
  /** The id of the block whose conversation goes on. */
  readonly follows?: SourceText;
  readonly examples?: readonly ExampleTurn[];
}

export const materialKeys = {
  attach: z
    .union([filledText, z.array(filledText).min(1)])
    .meta({
      description:
        "Files that go along with the prompt: pictures, PDF, Markdown, plain text; or " +
        "`article:SLUG`, the text of another article of the job.",
      examples: [["report.pdf", "chart.png"]],
    })
    .optional(),
  follows: sourceText
    .meta({
      description:
        "The id of another block: this one goes on with its conversation, whose prompts, files and answers go along.",
      examples: ["summary"],
    })
    .optional(),
  examples: z
    .array(
      z
        .strictObject({
          user: sourceText.describe("What might be asked."),
          assistant: sourceText.describe("How it is to be answered."),
        })
        .describe("One example."),
    )
    .min(1)
    .describe(
      "Examples of how to answer, which the model is told as said before. May be templates.",
    )
    .optional(),
};

interface RawMaterial {
  readonly attach?: string | readonly string[] | undefined;
  readonly follows?: SourceText | undefined;
  readonly examples?: readonly ExampleTurn[] | undefined;
}

const articleName = /^article:(.*)$/;

/** What goes along with a block's prompt; undefined, and reported, where something cannot. */
export function readMaterial(
  { attach, follows, examples }: RawMaterial,
  text: TextSettings,
  reader: BlockReader,
): Material | undefined {
  const isFine = reportNoConversation({ follows, examples }, text, reader);
  const names = attach === undefined ? [] : [attach].flat();
  const found = names.map((name, index) => {
    const at = Array.isArray(attach) ? ["attach", index] : ["attach"];
    if (names.indexOf(name) < index) {
      reader.report(at, `\`attach\` names ${name} twice.`, "Name it once.");
      return undefined;
    }
    return readAttached(name, at, text, reader);
  });
  const attached = found.filter((each) => each !== undefined);
  const bytes = attached.reduce((sum, each) => sum + ("bytes" in each ? each.bytes : 0), 0);
  if (bytes > mostAttachedBytes) {
    const message = `These files are larger than ${mostAttachedBytes / 1024 / 1024} MB together.`;
    reader.report(["attach"], message, "Attach smaller ones, or fewer.");
  }
  if (!isFine || attached.length < found.length || bytes > mostAttachedBytes) {
    return undefined;
  }
  return {
    ...(attached.length > 0 && { attach: attached }),
    ...(follows !== undefined && { follows }),
    ...(examples !== undefined && { examples }),
  };
}

function readAttached(
  name: string,
  at: readonly (string | number)[],
  { endpoint }: TextSettings,
  reader: BlockReader,
): Attached | undefined {
  const slug = articleName.exec(name)?.[1];
  if (slug !== undefined) {
    if (isSafeName(slug)) {
      return { article: slug, ref: reader.refOf(at) };
    }
    const message = `\`${name}\` names no article.`;
    reader.report(at, message, "Write `article:` and the name of an article of this job.");
    return undefined;
  }
  const file = reader.findAttached(name, at);
  if (file !== undefined && file.kind !== "text" && !textEndpointAdapters[endpoint].takesPicture) {
    const what = file.kind === "pdf" ? "a PDF" : "a picture";
    const message = `${name} is ${what}, which the endpoint ${endpoint} cannot take.`;
    reader.report(
      at,
      message,
      "Add `text: { endpoint: responses }` (or chat) to this block, or attach a text.",
    );
    return undefined;
  }
  return file;
}

/** Reports turns of a conversation where the endpoint takes one text alone. */
function reportNoConversation(
  { follows, examples }: Pick<RawMaterial, "follows" | "examples">,
  { endpoint }: TextSettings,
  reader: BlockReader,
): boolean {
  const [key] = [
    ...(follows === undefined ? [] : ["follows"]),
    ...(examples === undefined ? [] : ["examples"]),
  ];
  if (key === undefined || textEndpointAdapters[endpoint].takesPicture) {
    return true;
  }
  reader.report(
    [key],
    `\`${key}\` makes a conversation, which the endpoint ${endpoint} cannot hold.`,
    "Add `text: { endpoint: responses }` (or chat) to this block, or quote the answer in the prompt.",
    { atKey: true },
  );
  return false;
}
