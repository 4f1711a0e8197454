import { toError } from "../errors.ts";
import type { CompiledSchema, SchemaFault } from "../job/json-schema.ts";
import type { SourceRef } from "../job/types.ts";
import { longestMs, withinTime } from "../job/templates/time-limit.ts";
import { lineOfFault, parseJson } from "../endpoints/text/parse-json.ts";
import { type CheckFailure, InapplicableCheck } from "./types.ts";

/** Faults in one line at the most. */
const faultsShown = 3;
/** A path contains names from the answer, so only this much of it is shown. */
const longestPath = 80;

/**
 * What is wrong with an answer that must be JSON, alone or in one code fence.
 * @param ref where the schema is asked for
 * @returns the paths and rules, never what the answer holds, and the line where it ceases to be JSON;
 *   undefined when all is well
 * @throws InapplicableCheck for a schema that takes too long: it may hold patterns of the author's
 */
export function findJsonFault(
  body: string,
  schema: CompiledSchema,
  ref: SourceRef,
): Pick<CheckFailure, "reason" | "line"> | undefined {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    const reason = "it is not JSON (alone, or in one code fence)";
    return { reason, line: lineOfFault(body, toError(error).message) };
  }
  const faults = schema.ok ? applySchema(schema, value, ref) : [];
  if (faults.length === 0) {
    return undefined;
  }
  const more = faults.length - faultsShown;
  const shown = faults.slice(0, faultsShown).map(describe).join(", ");
  return { reason: `it does not fit the schema: ${shown}${more > 0 ? `, and ${more} more` : ""}` };
}

/** Schemas that took too long once: the next answer does not wait for them again. */
const tooSlow = new WeakSet<CompiledSchema>();

function applySchema(
  schema: Extract<CompiledSchema, { ok: true }>,
  value: unknown,
  ref: SourceRef,
): readonly SchemaFault[] {
  const giveUp = (): never => {
    tooSlow.add(schema);
    const limit = `${longestMs / 1000} second`;
    throw new InapplicableCheck(
      `the schema (${ref.file}:${ref.line}) takes longer than ${limit}`,
      ref,
    );
  };
  if (tooSlow.has(schema)) {
    return giveUp();
  }
  try {
    return withinTime(() => schema.findFaults(value), giveUp);
  } catch (error) {
    // A schema that contains itself follows an answer down as far as that goes.
    if (error instanceof RangeError) {
      return [{ path: [], message: "is nested too deeply" }];
    }
    throw error;
  }
}

function describe({ path, message }: SchemaFault): string {
  const pointer = path.map((step) => `/${step}`).join("");
  const shown = pointer.length > longestPath ? `${pointer.slice(0, longestPath)}…` : pointer;
  return `${shown === "" ? "the whole" : shown} ${message}`;
}
