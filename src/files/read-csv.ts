import { CsvError, parse } from "csv-parse/sync";

/** Takes a mistake on a line of a text, from 1. */
export type ReportLine = (line: number, message: string, hint?: string) => void;

/** The cells of a row by the names of their columns, and the line on which it begins, from 1. */
export interface CsvRow {
  readonly values: Readonly<Record<string, string>>;
  readonly line: number;
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** On which it begins, from 1. */
  readonly line: number;
}

const newline = 0x0a;

/**
 * Reads comma-separated values: the first row names the columns. A row that cannot be used is
 * reported and left out.
 * @param delimiter what stands between cells; unset: the commonest of `,`, `;` and tab in the first row
 */
export function readCsv(
  text: string,
  report: ReportLine,
  delimiter = guessDelimiter(text),
): { readonly columns: readonly string[]; readonly rows: readonly CsvRow[] } | undefined {
  const records = readRecords(text, delimiter, report);
  if (records === undefined) {
    return undefined;
  }
  const [head, ...body] = records;
  if (head === undefined || !checkColumns(head, report)) {
    return undefined;
  }
  const names = head.cells;
  const rows = body.flatMap(({ cells, line }): CsvRow[] => {
    if (cells.length !== names.length) {
      const message = `This row has ${count(cells.length, "cell")}, but the table has ${count(names.length, "column")}.`;
      const hint = `Columns are separated by ${nameOf(delimiter)}; a cell that holds one, or a line break, stands in double quotes.`;
      report(line, message, hint);
      return [];
    }
    const stray = names.findIndex((name, index) => name === "" && cells[index] !== "");
    if (stray >= 0) {
      report(line, `Cell ${stray + 1} stands in a column without a name.`);
      return [];
    }
    const named = names.flatMap((name, index) =>
      name === "" ? [] : [[name, cells[index] ?? ""] as const],
    );
    return [{ values: Object.fromEntries(named), line }];
  });
  return { columns: names.filter((name) => name !== ""), rows };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** By the first line of text, outside of quotes. */
function guessDelimiter(text: string): string {
  const first = text.replaceAll(/"(?:[^"]|"")*"/g, "").trimStart();
  const line = first.slice(0, first.search(/[\r\n]|$/));
  const cells = (sign: string): number => line.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (cells(sign) > cells(best) ? sign : best));
}

function nameOf(delimiter: string): string {
  return delimiter === "\t" ? "a tab" : `\`${delimiter}\``;
}

/** The records that hold anything; nothing when a quote is wrong, since all that follows would be. */
function readRecords(
  text: string,
  delimiter: string,
  report: ReportLine,
): readonly CsvRecord[] | undefined {
  const bytes = Buffer.from(text);
  const records: CsvRecord[] = [];
  let [start, line] = [0, 1];
  try {
    parse(bytes, {
      delimiter,
      relax_column_count: true,
      trim: true,
      on_record: (cells: string[], info) => {
        if (cells.length > 1 || cells[0] !== "") {
          records.push({ cells, line });
        }
        // Its own count takes the two characters of a line end within quotes for two lines.
        for (let at = bytes.indexOf(newline, start); at >= 0 && at < info.bytes;) {
          line += 1;
          at = bytes.indexOf(newline, at + 1);
        }
        start = info.bytes;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    report(line, ...explain(error));
    return undefined;
  }
  return records;
}

function explain({ code, message }: CsvError): [message: string, hint?: string] {
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return [
      "A cell of this row begins with a quote that is never closed.",
      'Close it with `"`; a quote within a quoted cell is written twice: `""`.',
    ];
  }
  if (wrongQuotes.has(code)) {
    return [
      "A cell of this row holds a quote, but is not itself in quotes.",
      'Put the whole cell in quotes, and write each quote in it twice: `"5"" pipe"`.',
    ];
  }
  return [`This row cannot be read: ${message.replace(/ at line \d+.*$/s, "")}.`];
}

const wrongQuotes: ReadonlySet<string> = new Set([
  "INVALID_OPENING_QUOTE",
  "CSV_INVALID_CLOSING_QUOTE",
  "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE",
]);

function checkColumns({ cells, line }: CsvRecord, report: ReportLine): boolean {
  const twice = cells.find((name, index) => name !== "" && cells.indexOf(name) < index);
  if (twice !== undefined) {
    report(line, `Two columns are called \`${twice}\`.`, "Rename one of them.");
  }
  return twice === undefined;
}
