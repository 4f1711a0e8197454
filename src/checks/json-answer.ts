import type { CompiledSchema, SchemaFault } from "../job/json-schema.ts";

/** Faults in one line at the most. */
const faultsShown = 3;
/** A path leads through names that the answer gives: no more of it is shown. */
const longestPath = 80;

/**
 * What is wrong with an answer that must be JSON, alone or in one code fence.
 * @returns the paths and rules, never what the answer holds; undefined when all is well
 */
export function findJsonFault(body: string, schema: CompiledSchema): string | undefined {
  const text = /^\s*(`{3,}|~{3,})(?:json[c5]?)?[ \t]*\r?\n([\s\S]*?)\n[ \t]*\1[ \t]*\s*$/i.exec(
    body,
  )?.[2];
  let value: unknown;
  try {
    value = JSON.parse(text ?? body);
  } catch {
    return "it is not JSON (alone, or in one code fence)";
  }
  const faults = schema.ok ? schema.findFaults(value) : [];
  if (faults.length === 0) return undefined;
  const more = faults.length - faultsShown;
  const shown = faults.slice(0, faultsShown).map(describe).join(", ");
  return `it does not fit the schema: ${shown}${more > 0 ? `, and ${more} more` : ""}`;
}

function describe({ path, message }: SchemaFault): string {
  const pointer = path.map((step) => `/${step}`).join("");
  const shown = pointer.length > longestPath ? `${pointer.slice(0, longestPath)}…` : pointer;
  return `${shown === "" ? "the whole" : shown} ${message}`;
}
