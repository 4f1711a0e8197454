import * as z from "zod";
import type { Json, JsonObject } from "../endpoints/types.ts";
import { PreloError, type SourcePlace } from "../errors.ts";
import { parseJson } from "../endpoints/text/parse-json.ts";
import { readCsv } from "../files/read-csv.ts";
import { filledText } from "./settings/values.ts";
import { defineKind } from "./kind.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export interface TableContent {
  /** Where the rows are, such as `data.prices.rows` or `prices.csv`. */
  readonly table: SourceText;
  /** Those of a file. */
  readonly rows?: readonly Row[];
  /** Which columns, in which order, and the heading of each; undefined for all, under their names. */
  readonly columns?: Columns;
  /** Whether a model wrote the rows. */
  readonly isModels: boolean;
}

/** The name of each column, and its heading. */
type Columns = readonly (readonly [name: string, heading: string])[];

type Row = JsonObject;

const dataFile = /\.(?:csv|tsv|json|jsonl|ndjson|ya?ml)$/i;
/** Below `data`, `answers`, `vars`, `row`, or the item of a repeat. */
const expression = /^[A-Za-z_]\w*\.\S+$/;

const whereabouts = z
  .custom<SourceText>()
  .refine(({ value }) => dataFile.test(value) || expression.test(value), {
    error:
      "must say where the rows are: a file such as prices.csv, `data.ID…`, `vars.NAME`, `row.NAME`, or `answers.ID` for an answer in CSV",
  });

export const table = defineKind({
  kind: "table",
  description: "Rows of JSON or CSV, as a table.",
  keys: {
    table: sourceText.pipe(whereabouts).meta({
      description:
        "Where the rows are: a file (CSV, TSV, JSON, JSON Lines, YAML); `data.ID…`, the JSON of another " +
        "block's answer; `vars.NAME`; `row.NAME`; or `answers.ID`, an answer in CSV.",
      examples: ["data.prices.rows", "prices.csv"],
    }),
    columns: z
      .union([z.array(filledText).min(1), z.record(filledText, filledText)])
      .meta({
        description:
          "Which columns to show, in order; `{ name: heading }` names them anew. Default: all.",
        examples: [["name", "price"], { name: "Flour", price: "Price in €" }],
      })
      .optional(),
  },
  read({ table: where, columns }, reader): TableContent | undefined {
    const isFile = dataFile.test(where.value);
    const rows = isFile ? reader.readRows(where.value, "table") : undefined;
    if (isFile && rows === undefined) {
      return undefined;
    }
    return {
      table: where,
      ...(rows !== undefined && { rows }),
      ...(Array.isArray(columns) && { columns: columns.map((name) => [name, name] as const) }),
      ...(columns !== undefined && !Array.isArray(columns) && { columns: Object.entries(columns) }),
      isModels: !isFile && !/^(?:vars|row)\./.test(where.value),
    };
  },
  isText: true,
  texts: ({ table: where, rows }) => (rows === undefined ? [asJson(where)] : []),
  section({ table: where, rows: given, columns, isModels }, { render }) {
    const rows = given ?? readRows(parseJson(render(asJson(where))), where);
    return rows.length === 0
      ? undefined
      : {
          kind: "markdown",
          markdown: writeTable(rows, columns ?? columnsOf(rows), where),
          source: isModels ? "model" : "author",
        };
  },
});

/** A template that gives the rows as JSON; what it names stands where it stood. */
function asJson(where: SourceText): SourceText {
  const opening = "{{ ";
  const column = where.column - opening.length;
  return { ...where, value: `${opening}${where.value} | json }}`, column };
}

/** @throws PreloError PAGE_INVALID for what holds no rows */
function readRows(value: unknown, place: SourcePlace): readonly Row[] {
  const list: unknown = typeof value === "string" ? parseCsv(value, place) : value;
  if (!Array.isArray(list)) {
    throw invalid("it is not a list of rows", place);
  }
  return list.map((row: unknown) => {
    if (!isRow(row)) {
      throw invalid("a row of it is not a group of columns, such as { name: …, price: … }", place);
    }
    return row;
  });
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first line names the columns. */
function parseCsv(text: string, place: SourcePlace): readonly Row[] | undefined {
  const fenced = /^\s*```\w*\n([\s\S]*?)\n```\s*$/.exec(text)?.[1];
  const read = readCsv((fenced ?? text).trim(), (line, message) => {
    throw invalid(`in line ${line} of its CSV: ${message.replace(/\.$/, "")}`, place);
  });
  return read?.rows.map(({ values }) => values);
}

function columnsOf(rows: readonly Row[]): Columns {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => [name, name]);
}

/** A table of Markdown; a column of nothing but numbers is set to the right. */
function writeTable(rows: readonly Row[], columns: Columns, place: SourcePlace): string {
  const known = columnsOf(rows).map(([name]) => name);
  const [unknown] = columns.find(([name]) => !known.includes(name)) ?? [];
  if (unknown !== undefined) {
    throw invalid(`no row has a column \`${unknown}\`; there are ${known.join(", ")}`, place);
  }
  const isNumeric = (name: string): boolean =>
    rows.every((row) => /^-?\d[\d.,]*$/.test(toCell(row[name] ?? "")));
  const lines = [
    columns.map(([, heading]) => toCell(heading)),
    columns.map(([name]) => (isNumeric(name) ? "---:" : "---")),
    ...rows.map((row) => columns.map(([name]) => toCell(row[name] ?? ""))),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function toCell(value: Json): string {
  const text = Array.isArray(value)
    ? value.map(String).join(", ")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
  return text
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/(?<!\\)\|/g, String.raw`\|`);
}

function invalid(why: string, ref: SourcePlace): PreloError {
  return new PreloError("PAGE_INVALID", `The table cannot be shown: ${why}.`, { ref });
}
