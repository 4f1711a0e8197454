import { stripVTControlCharacters } from "node:util";
import * as z from "zod";
import { countBreaks } from "../../article/page-lines.ts";
import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { Embedded } from "./embedded.ts";
import type { Material, Output, Part } from "./material.ts";
import { readHead } from "./read-head.ts";
import { modernise } from "./modernise-notebook.ts";
import { readYaml } from "./read-front-matter.ts";

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));
const bundle = z.record(z.string(), z.union([lines, z.unknown()]));
const output = z.object({
  output_type: z.string(),
  text: lines.optional(),
  data: bundle.optional(),
  traceback: z.array(z.string()).optional(),
});
const cell = z.object({
  cell_type: z.string(),
  // A cell of a kind that is not known yet may have none.
  source: lines.default(""),
  outputs: z.array(output).default([]),
  attachments: z.record(z.string(), bundle).default({}),
});
const notebook = z.object({
  nbformat: z.literal(4),
  metadata: z.record(z.string(), z.unknown()).default({}),
  cells: z.array(cell),
});

type Cell = z.output<typeof cell>;

/**
 * Reads a Jupyter notebook (nbformat 4, or the 3 of IPython): its texts, its code and what that gave.
 * @returns nothing when a mistake was reported
 */
export function readNotebook(
  name: string,
  text: string,
  diagnostics: DiagnosticList,
): Material | undefined {
  const { data, reason } = parse(text);
  if (data === undefined) {
    const hint = "Open it in Jupyter, and save it again.";
    diagnostics.report({ file: name, line: 1, column: 1 }, `This is no notebook: ${reason}.`, hint);
    return undefined;
  }
  const { metadata } = data;
  const [first, ...rest] = data.cells;
  // Quarto and Jupytext keep the front matter of a page in a cell of its own.
  const yaml = first && /^---[ \t]*\n([\s\S]*?)\n---\s*$/.exec(first.source.trim())?.[1];
  const values = readYaml(name, yaml ?? "", diagnostics);
  if (values === undefined) {
    return undefined;
  }
  const embedded = new Embedded();
  const cells = yaml === undefined ? data.cells : rest;
  const lineOf = lineFinder(text);
  const language = languageOf(metadata);
  const parts = cells.flatMap((each) => toPart(each, language, embedded, lineOf));
  const hasTitle = parts.some((part) => part.kind === "markdown" && /^# /m.test(part.text));
  const named = Object.fromEntries(
    [...(hasTitle ? [] : ["title"]), "authors", "lang", "description", "date", "keywords"].map(
      (key) => [key, metadata[key]],
    ),
  );
  return { ...readHead({ ...named, ...values }, 1), parts, embedded: embedded.pictures };
}

function parse(text: string): { data?: z.output<typeof notebook>; reason?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: `it is not JSON (${error instanceof Error ? error.message : ""})` };
  }
  const { data, error } = notebook.safeParse(modernise(value));
  if (data !== undefined) {
    return { data };
  }
  const [issue] = error.issues;
  return {
    reason:
      issue?.path[0] === "nbformat"
        ? "its format is neither nbformat 3 nor 4"
        : `\`${issue?.path.join(".") ?? ""}\` is missing or wrong`,
  };
}

function languageOf(metadata: Readonly<Record<string, unknown>>): string {
  const named = z
    .object({
      language_info: z.object({ name: z.string() }).optional(),
      kernelspec: z.object({ language: z.string() }).optional(),
    })
    .safeParse(metadata).data;
  return named?.language_info?.name ?? named?.kernelspec?.language ?? "python";
}

function toPart(
  { cell_type: type, source, outputs, attachments }: Cell,
  language: string,
  embedded: Embedded,
  lineOf: (source: string) => number,
): readonly Part[] {
  const line = lineOf(source);
  if (source.trim() === "") {
    return [];
  }
  if (type === "code") {
    const given = outputs.flatMap((each) => toOutput(each, embedded));
    return [{ kind: "code", code: source, language, outputs: given, line }];
  }
  if (type !== "markdown") {
    return [{ kind: "code", code: source, language: "text", outputs: [], line }];
  }
  let text = embedded.takeOut(source);
  for (const [file, data] of Object.entries(attachments)) {
    const picture = pictureIn(data);
    if (picture !== undefined) {
      text = text.replaceAll(`attachment:${file}`, embedded.add(picture));
    }
  }
  return [{ kind: "markdown", text, line }];
}

/** A picture comes before a text: where there are both, the text only names the picture. */
function toOutput(
  { output_type: type, text, data = {}, traceback = [] }: z.output<typeof output>,
  embedded: Embedded,
): readonly Output[] {
  const picture = pictureIn(data);
  if (picture !== undefined) {
    return [{ kind: "picture", url: embedded.add(picture) }];
  }
  const drawing = data["image/svg+xml"];
  if (typeof drawing === "string") {
    return [{ kind: "picture", url: embedded.addBytes(Buffer.from(drawing)) }];
  }
  const said = type === "error" ? traceback.join("\n") : (text ?? data["text/plain"]);
  const shown =
    typeof said === "string"
      ? stripVTControlCharacters(said).replaceAll("\r\n", "\n").trimEnd()
      : "";
  return shown.trim() === "" ? [] : [{ kind: "text", text: shown }];
}

function pictureIn(data: z.output<typeof bundle>): string | undefined {
  return ["image/png", "image/jpeg", "image/webp", "image/gif"]
    .map((type) => data[type])
    .find((each) => typeof each === "string");
}

/** Finds the line of the file on which a cell's source begins; the cells are asked for in their order. */
function lineFinder(file: string): (source: string) => number {
  let from = 0;
  let line = 1;
  return (source) => {
    const first = JSON.stringify(source.split("\n")[0] ?? "").slice(1, -1);
    const at = file.indexOf(`"${first}`, from);
    if (at >= 0) {
      line += countBreaks(file.slice(from, at));
      from = at;
    }
    return line;
  };
}
