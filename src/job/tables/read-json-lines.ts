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
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === "\n") {
      line += 1;
    }
    if (/\s/.test(sign)) {
      continue;
    }
    if (isDue && sign !== "]") {
      lines.push(line);
      isDue = false;
    }
    if (sign === '"') {
      at = endOfString(text, at);
    } else if (sign === "[" || sign === "{") {
      depth += 1;
      isDue = depth === 1;
    } else if (sign === "]" || sign === "}") {
      depth -= 1;
    } else if (sign === "," && depth === 1) {
      isDue = true;
    }
  }
  return lines;
}

/** Where a string of JSON ends, by where it begins. No pattern: one that spans millions of signs overflows. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    at += text[at] === "\\" ? 2 : 1;
  }
  return at;
}
