import type { SourceRef } from "../types.ts";

/** Something wrong, and where. */
export interface Told {
  readonly ref: SourceRef;
  readonly message: string;
}

/**
 * Where a mistake is told that one row of a table makes: at the row, for that tells it from all others of
 * the template, whose place stands in the message.
 */
export function tellAtRow(row: SourceRef, { ref, message }: Told): Told {
  return { ref: row, message: `${message} (${ref.file}:${ref.line}:${ref.column})` };
}
