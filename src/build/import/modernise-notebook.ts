import * as z from "zod";

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));
const oldOutput = z.looseObject({ output_type: z.string() });
const oldCell = z.looseObject({
  cell_type: z.string(),
  source: lines.optional(),
  /** The source of code. */
  input: lines.optional(),
  level: z.number().optional(),
  outputs: z.array(oldOutput).default([]),
});
const old = z.object({
  nbformat: z.literal(3),
  metadata: z.record(z.string(), z.unknown()).default({}),
  worksheets: z.array(z.object({ cells: z.array(oldCell).default([]) })).default([]),
});

/** What the kinds of an output's content were called. */
const contentTypes = {
  png: "image/png",
  jpeg: "image/jpeg",
  svg: "image/svg+xml",
  html: "text/html",
  latex: "text/latex",
  text: "text/plain",
} as const;

/** A notebook of IPython (nbformat 3) as nbformat 4 has it; anything else as it is. */
export function modernise(value: unknown): unknown {
  const { data } = old.safeParse(value);
  if (data === undefined) {
    return value;
  }
  const { name, ...metadata } = data.metadata;
  const cells = data.worksheets.flatMap((sheet) => sheet.cells);
  const language = cells.map((cell) => cell["language"]).find((each) => each !== undefined);
  return {
    nbformat: 4,
    metadata: {
      ...(language !== undefined && { language_info: { name: language } }),
      ...(name !== undefined && { title: name }),
      ...metadata,
    },
    cells: cells.map(toCell),
  };
}

function toCell({ cell_type, source, input, level = 1, outputs }: z.output<typeof oldCell>) {
  if (cell_type === "heading") {
    const text = (source ?? "").replaceAll(/\s+/g, " ").trim();
    return { cell_type: "markdown", source: `${"#".repeat(level)} ${text}` };
  }
  return { cell_type, source: input ?? source ?? "", outputs: outputs.map(toOutput) };
}

function toOutput({ output_type, ...rest }: z.output<typeof oldOutput>) {
  if (output_type === "stream") {
    return { output_type, ...rest };
  }
  const data = Object.fromEntries(
    Object.entries(contentTypes).flatMap(([key, type]) =>
      rest[key] === undefined ? [] : [[type, rest[key]]],
    ),
  );
  return output_type === "pyerr"
    ? { output_type: "error", traceback: rest["traceback"] }
    : { output_type: "display_data", data };
}
