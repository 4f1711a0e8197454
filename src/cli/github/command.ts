import { toPrintable } from "../../job/diagnostics/printable.ts";
import type { Problem } from "../problems/problem.ts";

/** What an annotation says and where. */
export interface Annotation {
  readonly kind: Problem["severity"];
  readonly title: string;
  readonly message: string;
  /** As the runner takes it: relative to the workspace. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endColumn?: number | undefined;
}

/**
 * One annotation as a command to GitHub's runner:
 * `::error file=prompts/a.yaml,line=3,col=5,title=…::message`.
 */
export function toCommand(annotation: Annotation): string {
  const { kind, title, message, file, line, column, endColumn } = annotation;
  const properties = Object.entries({ file, line, col: column, endColumn, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${kind} ${properties.join(",")}::${escapeData(message)}`;
}

/** Makes the runner hide a value in all that follows, also what other programs print. */
export function toMask(value: string): string {
  return `::add-mask::${escapeRaw(value)}`;
}

/** Visible signs instead of control characters; line breaks stay, escaped. */
function escapeData(text: string): string {
  return escapeRaw(text.split("\n").map(toPrintable).join("\n"));
}

function escapeRaw(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
