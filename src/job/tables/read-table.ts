import path from "node:path";
import { readCsv, type ReportLine } from "../../files/read-csv.ts";
import { looksLikeSecret } from "../../secrets/shapes.ts";
import type { DiagnosticList, Place } from "../diagnostics/diagnostic-list.ts";
import type { FoundFile } from "../folder/job-folder.ts";
import { readNamed } from "../folder/read-named.ts";
import type { Json, JsonObject } from "../types.ts";
import { secretHint } from "../diagnostics/describe-secret.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { type FoundRow, linesOfEntries, readJsonLines } from "./read-json-lines.ts";
import type { Table, TableRow } from "./table.ts";

/** What a machine writes may be longer than what a person does. */
const maxDataBytes = 64 * 1024 * 1024;

/** The forms of data files, by their extensions. */
const forms = ["csv", "tsv", "json", "jsonl", "yaml"] as const;
type Form = (typeof forms)[number];

const otherExtensions: Readonly<Record<string, Form>> = { ndjson: "jsonl", yml: "yaml" };

/**
 * Reads the rows of a data file. Each row that cannot be used is reported and left out.
 * @param namedAt where the job names the file
 * @returns nothing when no row of it can be used; then there is a mistake that says why
 */
export function readTable(
  file: FoundFile,
  namedAt: Place,
  diagnostics: DiagnosticList,
): Table | undefined {
  const extension = path.extname(file.name).slice(1).toLowerCase();
  const form = forms.find((each) => each === (otherExtensions[extension] ?? extension));
  if (form === undefined) {
    const message = `${file.name}: the rows of a table stand in a file of another kind.`;
    diagnostics.report(
      namedAt,
      message,
      `It ends in ${forms.map((each) => `.${each}`).join(", ")}.`,
    );
    return undefined;
  }
  const text = readNamed(file, namedAt, diagnostics, { maxBytes: maxDataBytes });
  if (text === undefined) {
    return undefined;
  }
  let isWhole = true;
  const report: ReportLine = (line, message, hint) => {
    isWhole = false;
    diagnostics.report({ file: file.name, line, column: 1 }, message, hint);
  };
  if (text.trim() === "") {
    report(1, "The table is empty.", hintOf(form));
    return undefined;
  }
  const read = readForm(form, text, file.name, report, diagnostics);
  if (read === undefined) {
    return undefined;
  }
  if (read.rows.length === 0) {
    if (isWhole) {
      report(1, "The table has no rows.", hintOf(form));
    }
    return undefined;
  }
  // The parser of YAML looks for them itself.
  const mayHoldSecrets = form !== "yaml" && (text.includes("\\") || looksLikeSecret(text));
  const rows = read.rows.filter((row) => !mayHoldSecrets || isFit(row, file, diagnostics));
  return { file: file.name, columns: read.columns, rows };
}

function readForm(
  form: Form,
  text: string,
  name: string,
  report: ReportLine,
  diagnostics: DiagnosticList,
): Pick<Table, "columns" | "rows"> | undefined {
  switch (form) {
    case "csv":
      return readCsv(text, report);
    case "tsv":
      return readCsv(text, report, "\t");
    case "jsonl":
      return toTable(readJsonLines(text, report), report);
    case "json":
    case "yaml": {
      const found = readList(form, text, name, report, diagnostics);
      return found && toTable(found, report);
    }
  }
}

function readList(
  form: "json" | "yaml",
  text: string,
  name: string,
  report: ReportLine,
  diagnostics: DiagnosticList,
): readonly FoundRow[] | undefined {
  const list = (form === "json" ? tryJson(text) : undefined) ?? tryYaml(text, name, diagnostics);
  if (list === undefined) {
    return undefined;
  }
  if (!Array.isArray(list.value)) {
    report(1, "The table is not a list of rows.", hintOf(form));
    return undefined;
  }
  return list.value.map((value: unknown, index) => ({ value, line: list.lineOf(index) }));
}

interface ReadList {
  readonly value: unknown;
  readonly lineOf: (index: number) => number;
}

/** Nothing for what is not JSON: the one parser that tells the place of every mistake reads it. */
function tryJson(text: string): ReadList | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const lines = Array.isArray(value) ? linesOfEntries(text) : [];
    return { value, lineOf: (index) => lines[index] ?? 1 };
  } catch {
    return undefined;
  }
}

function tryYaml(text: string, name: string, diagnostics: DiagnosticList): ReadList | undefined {
  const file = parseYaml(name, text, diagnostics);
  return file && { value: file.value, lineOf: (index) => file.refOf([index]).line };
}

function toTable(found: readonly FoundRow[], report: ReportLine): Pick<Table, "columns" | "rows"> {
  const columns = new Set<string>();
  const rows = found.flatMap(({ value, line }): TableRow[] => {
    if (!isRow(value)) {
      report(line, "This row is not a group of columns.", "Write `name: value` for each column.");
      return [];
    }
    for (const name of Object.keys(value)) {
      columns.add(name);
    }
    return [{ values: value, line }];
  });
  return { columns: [...columns], rows };
}

/** What a parser of JSON or YAML made holds nothing but JSON. */
function isRow(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reports a cell that looks like a secret. */
function isFit(
  { values, line }: TableRow,
  { name }: FoundFile,
  diagnostics: DiagnosticList,
): boolean {
  const column = Object.keys(values).find((key) => holdsSecret(key) || holdsSecret(values[key]));
  if (column === undefined) {
    return true;
  }
  const where = holdsSecret(column) ? "" : ` (column \`${column}\`)`;
  const message = `This looks like a secret, and may not be written into a file${where}.`;
  diagnostics.reportLast({ file: name, line, column: 1 }, message, secretHint);
  return false;
}

function holdsSecret(value: Json | undefined): boolean {
  if (typeof value === "string") {
    return looksLikeSecret(value);
  }
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).some(([key, part]) => holdsSecret(key) || holdsSecret(part))
  );
}

function hintOf(form: Form): string {
  switch (form) {
    case "csv":
    case "tsv":
      return "The first row names the columns; each further one is an article.";
    case "json":
      return 'It holds a list with a group for each article: `[{ "name": "Lisbon" }]`.';
    case "jsonl":
      return 'Each line is an article: `{ "name": "Lisbon" }`.';
    case "yaml":
      return "It holds a list with a group for each article: `- name: Lisbon`.";
  }
}
