import type { Job } from "../../job/types.ts";
import type { Environment } from "../environment.ts";
import type { Sender } from "../sender.ts";

/** What one look at the installation came to. */
export interface Verdict {
  readonly status: "ok" | "warning" | "error";
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

/** What there is to look at. */
export interface Patient {
  readonly job: Job;
  readonly environment: Environment;
  /** Of the running Node, as in `process.versions.node`, and what Prelo needs, as in package.json. */
  readonly node: { readonly version: string; readonly wanted: string };
  /** The schemas of today, by their names in `schema/`. */
  readonly schemas: Readonly<Record<string, string>>;
  readonly sender: Sender;
  /** Whether to look at the job's queue. */
  readonly looksAtQueue: boolean;
}

/** Looks at one thing; changes nothing, and sends nothing that costs. */
export type Examine = (patient: Patient) => Promise<readonly Verdict[]> | readonly Verdict[];

export function ok(message: string): Verdict {
  return { status: "ok", message };
}
