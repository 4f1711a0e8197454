import { parseDocument } from "yaml";
import type { Document, Node } from "yaml";
import { explainYaml } from "./explain-yaml.ts";
import { inspectNodes } from "./inspect-nodes.ts";
import type { DiagnosticList, Place } from "../diagnostics/diagnostic-list.ts";
import { YamlFile } from "./yaml-file.ts";
import { Lines } from "../../files/lines.ts";

const emptyHint =
  "A job file has `version: 1` and names its `articles`; an article has a `title` and `blocks`.";

function placeAt(name: string, lines: Lines, start: number, end: number): Place {
  const place = { file: name, ...lines.placeOf(start) };
  const last = lines.placeOf(end);
  return last.line === place.line && last.column > place.column
    ? { ...place, endColumn: last.column }
    : place;
}

function parse(source: string): Document.Parsed | undefined {
  try {
    return parseDocument(source, {
      prettyErrors: false,
      stringKeys: true,
      // Its own search for duplicates takes quadratic time; inspectNodes() does it in linear time.
      uniqueKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** Reports the errors of the YAML itself. @returns the lines with an error */
function reportSyntax(
  document: Document.Parsed,
  name: string,
  source: string,
  lines: Lines,
  diagnostics: DiagnosticList,
): ReadonlySet<number> {
  const told = new Set<number>();
  for (const { start, end, message, hint } of explainYaml(document, source)) {
    const place = placeAt(name, lines, start, end);
    diagnostics.report(place, message, hint);
    told.add(place.line);
  }
  if (document.directives.yaml.version !== "1.2") {
    const hint = "Remove the line that begins with `%YAML`.";
    diagnostics.report({ file: name, line: 1, column: 1 }, "Only YAML 1.2 is understood.", hint);
    told.add(1);
  }
  return told;
}

/**
 * Parses a file's text, and checks everything that holds for any YAML file.
 * @param name what the file is called in messages.
 * @returns nothing when the file's values cannot be used; then there is a mistake that says why.
 */
export function parseYaml(
  name: string,
  source: string,
  diagnostics: DiagnosticList,
): YamlFile | undefined {
  const lines = new Lines(source);
  const top = { file: name, line: 1, column: 1 };
  const document = parse(source);
  if (document === undefined) {
    diagnostics.report(top, "The file is nested too deeply to be read.");
    return undefined;
  }
  const told = reportSyntax(document, name, source, lines, diagnostics);
  const root: Node | null = document.contents;
  if (root === null) {
    if (told.size === 0) {
      diagnostics.report(top, "The file is empty.", emptyHint);
    }
    return undefined;
  }
  const placeOfNode = (node: Node): Place => {
    const [start, end] = node.range ?? [0, 0];
    return placeAt(name, lines, start, end);
  };
  const { findings, targets, unusable } = inspectNodes(
    root,
    source,
    (node) => placeOfNode(node).line,
  );
  for (const { node, message, hint, isSecret, range } of findings) {
    const place =
      range === undefined ? placeOfNode(node) : placeAt(name, lines, range[0], range[1]);
    // What the parser stumbled over on a line may be no more than another side of the same mistake.
    if (isSecret === true || !told.has(place.line)) {
      diagnostics.reportLast(place, message, hint);
    }
  }
  if (told.size > 0 || unusable) {
    return undefined;
  }
  try {
    return new YamlFile({ name, source, lines, root, targets, value: document.toJS() });
  } catch (error) {
    if (error instanceof ReferenceError) {
      const hint = "Write the values out.";
      diagnostics.report(top, "The aliases (`*name`) of this file expand to too much.", hint);
      return undefined;
    }
    throw error;
  }
}
