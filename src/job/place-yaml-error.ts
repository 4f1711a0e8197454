import { type Document, isCollection, visit, type YAMLError } from "yaml";

/**
 * Where a mistake in the YAML stands, which is not always where the parser noticed it: an offset of
 * the source.
 */
export function startOfYamlError(
  error: YAMLError,
  document: Document.Parsed,
  source: string,
): number {
  const [start] = error.pos;
  if (error.code === "MISSING_CHAR" && error.message.includes("quote"))
    return openingQuote(document, start);
  if (/end with a [\]}]/.test(error.message)) return openingBracket(document, start);
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return lineOfKey(source, start);
  return start;
}

/**
 * Errors of structure: of several in one line, those behind the first follow from it. So do all that
 * come after something that is no part of the document.
 */
const structural: ReadonlySet<YAMLError["code"]> = new Set([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "BLOCK_IN_FLOW",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
  "NON_STRING_KEY",
  "UNEXPECTED_TOKEN",
]);

/** The errors that someone can mend; not those that go away with them. */
export function withoutConsequences(
  errors: readonly YAMLError[],
  lineOf: (offset: number) => number,
): readonly YAMLError[] {
  const lines = new Set<number>();
  const kept: YAMLError[] = [];
  let isOutside = false;
  for (const error of errors) {
    if (!structural.has(error.code)) {
      kept.push(error);
      continue;
    }
    const line = lineOf(error.pos[0]);
    if (isOutside || lines.has(line)) continue;
    lines.add(line);
    kept.push(error);
    isOutside = error.message.includes("in YAML stream");
  }
  return kept;
}

/** Where the quote was opened that is still open at `end`. */
function openingQuote(document: Document.Parsed, end: number): number {
  let start = end;
  visit(document, {
    Scalar(_key, { type, range }) {
      const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
      if (isQuoted && range && range[0] < end && range[1] >= end - 1) {
        [start] = range;
      }
    },
  });
  return start;
}

/** Where the bracket was opened that is still open at `end`. */
function openingBracket(document: Document.Parsed, end: number): number {
  let start = end;
  visit(document, {
    Collection(_key, node) {
      if (!isCollection(node) || node.flow !== true || node.range?.[1] !== end) return undefined;
      [start] = node.range;
      return visit.BREAK;
    },
  });
  return start;
}

/** Of a text that continues in the next lines: the line in which a key begins, which ends the text. */
function lineOfKey(source: string, start: number): number {
  const key = /:(?:\s|$)/g;
  key.lastIndex = start;
  const colon = key.exec(source)?.index ?? start;
  const line = source.lastIndexOf("\n", colon) + 1;
  if (line <= start) return start;
  return line + (/^[ \t]*/.exec(source.slice(line))?.[0].length ?? 0);
}
