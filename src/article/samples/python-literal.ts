import type { Json } from "../../job/types.ts";
import { quoteString } from "./request.ts";

/**
 * A JSON value as a Python literal, over several lines where it holds others.
 * @param indent Spaces before the line that the value begins on.
 */
export function writePythonLiteral(value: Json, indent: number): string {
  if (value === null) {
    return "None";
  }
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  if (typeof value === "number") {
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    return quoteString(value);
  }
  const inner = " ".repeat(indent + 4);
  const outer = " ".repeat(indent);
  if (isList(value)) {
    if (value.length === 0) {
      return "[]";
    }
    const items = value.map((item) => `${inner}${writePythonLiteral(item, indent + 4)},\n`);
    return `[\n${items.join("")}${outer}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) {
    return "{}";
  }
  const lines = entries.map(
    ([key, item]) => `${inner}${quoteString(key)}: ${writePythonLiteral(item, indent + 4)},\n`,
  );
  return `{\n${lines.join("")}${outer}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
