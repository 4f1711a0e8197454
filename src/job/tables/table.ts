import type { JsonObject } from "../types.ts";

/** One row as it stands in its data file. */
export interface TableRow {
  readonly values: JsonObject;
  /** On which it begins, from 1. */
  readonly line: number;
}

/** A data file that was read. */
export interface Table {
  /** Relative to the job's folder, with forward slashes. */
  readonly file: string;
  /** In the order in which they first appear. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}
