import type { ReportLine } from "../../files/read-csv.ts";

/** A value of a data file that is to be a row, and its line. */
export interface FoundRow {
  readonly value: unknown;
  readonly line: number;
}

/** Reads JSON Lines: a row a line. Lines that are not JSON are reported and left out. */
export function readJsonLines(text: string, report: ReportLine): readonly FoundRow[] {
  return text.split("\n").flatMap((line, index): FoundRow[] => {
    if (line.trim() === "") {
      return [];
    }
    try {
      return [{ value: JSON.parse(line), line: index + 1 }];
    } catch {
      report(
        index + 1,
        "This line is not JSON.",
        'Each line holds a whole row: `{"name": "Lisbon"}`.',
      );
      return [];
    }
  });
}

/**
 * The lines on which the entries of a JSON list begin.
 * @param text a list that is valid JSON
 */
export function linesOfEntries(text: string): readonly number[] {
  const lines: number[] = [];
  let [line, depth, isDue] = [1, 0, false];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},\n]|[^\s[\]{},"]+/g)) {
    if (token === "\n") {
      line += 1;
      continue;
    }
    if (isDue && token !== "]") {
      lines.push(line);
      isDue = false;
    }
    if (token === "[" || token === "{") {
      depth += 1;
      isDue = depth === 1;
    } else if (token === "]" || token === "}") {
      depth -= 1;
    } else if (token === "," && depth === 1) {
      isDue = true;
    }
  }
  return lines;
}
