import { Ajv } from "ajv";

const lines = { type: "array", items: { type: "string", pattern: "^[^\\n]*\\n?$" } };
const metadata = { type: "object" };
const id = { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" };
const bundle = { type: "object", additionalProperties: lines };

/** What nbformat 4.5 says of a notebook, as far as Prelo writes it; no key that it does not know. */
const schema = {
  type: "object",
  additionalProperties: false,
  required: ["metadata", "nbformat", "nbformat_minor", "cells"],
  properties: {
    nbformat: { const: 4 },
    nbformat_minor: { const: 5 },
    metadata: {
      type: "object",
      required: ["kernelspec", "language_info"],
      properties: {
        kernelspec: { type: "object", required: ["name", "display_name"] },
        language_info: { type: "object", required: ["name"] },
        title: { type: "string" },
        authors: { type: "array" },
      },
    },
    cells: {
      type: "array",
      items: {
        oneOf: [
          {
            type: "object",
            additionalProperties: false,
            required: ["id", "cell_type", "metadata", "source"],
            properties: { id, cell_type: { const: "markdown" }, metadata, source: lines },
          },
          {
            type: "object",
            additionalProperties: false,
            required: ["id", "cell_type", "metadata", "source", "outputs", "execution_count"],
            properties: {
              id,
              cell_type: { const: "code" },
              metadata,
              source: lines,
              execution_count: { type: "null" },
              outputs: {
                type: "array",
                items: {
                  oneOf: [
                    {
                      type: "object",
                      additionalProperties: false,
                      required: ["output_type", "name", "text"],
                      properties: {
                        output_type: { const: "stream" },
                        name: { enum: ["stdout", "stderr"] },
                        text: lines,
                      },
                    },
                    {
                      type: "object",
                      additionalProperties: false,
                      required: ["output_type", "data", "metadata"],
                      properties: {
                        output_type: { const: "display_data" },
                        data: bundle,
                        metadata,
                      },
                    },
                  ],
                },
              },
            },
          },
        ],
      },
    },
  },
};

const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile<NotebookShape>(schema);

export interface CellShape {
  readonly id: string;
  readonly cell_type: "markdown" | "code";
  readonly source: readonly string[];
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: readonly string[];
    readonly data?: Readonly<Record<string, readonly string[]>>;
  }[];
}

export interface NotebookShape {
  readonly cells: readonly CellShape[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Reads a notebook. @throws Error that says where it is no notebook of nbformat 4.5 */
export function readNotebook(text: string): NotebookShape {
  const notebook = JSON.parse(text) as NotebookShape;
  if (!validate(notebook)) {
    throw new Error(ajv.errorsText(validate.errors));
  }
  const ids = notebook.cells.map((cell) => cell.id);
  if (new Set(ids).size !== ids.length) {
    throw new Error(`an id stands twice: ${ids.join(", ")}`);
  }
  return notebook;
}

/** A cell's text. */
export function sourceOf(cell: CellShape | undefined): string {
  return cell?.source.join("") ?? "";
}

/**
 * The formulas of a Markdown cell as Jupyter looks for them: any two dollars that are not escaped
 * and not in code, whatever stands around them, up to a blank line; between two pairs of dollars
 * there may be single ones.
 */
export function findFormulas(markdown: string): readonly string[] {
  const plain = markdown
    .replaceAll(/^( *)(`{3,})[^`\n]*\n[\s\S]*?^\1\2`* *$/gm, "")
    .replaceAll(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
  const pattern = /(?<!\\)(?:\$\$(?:\\[\s\S]|\$(?!\$)|[^$\\])+?\$\$|\$(?:\\[\s\S]|[^$\\])+?\$)/g;
  return plain
    .split(/\n[ \t>]*\n/)
    .flatMap((paragraph) => [...paragraph.matchAll(pattern)].map((match) => match[0]));
}
