import type { PreloError } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import type { RunContext } from "../context.ts";
import type { BatchApi } from "./api.ts";
import type { Desk } from "./desk.ts";
import type { Line, Note } from "./note.ts";
import type { Notes } from "./notes.ts";
import type { Batch } from "./wire.ts";

/** A batch of which nothing more comes, until all that came of it is dealt with. */
export interface Ended {
  readonly note: Note;
  readonly batch: Batch | undefined;
  readonly lacks: ReadonlyMap<string, Line["lacks"]>;
}

/** What is known when a run begins. */
export interface Desktop {
  readonly notes: Notes;
  readonly desk: Desk;
  readonly apiOf: (provider: string) => Promise<BatchApi>;
  readonly providerOf: (name: string) => Provider | undefined;
  readonly deadlineHours: number;
  readonly context: RunContext;
}

/** The batches of the job as a run finds them. */
export interface Found {
  /** Those that are out. */
  readonly open: readonly Note[];
  readonly ended: readonly Ended[];
  /** Those that were settled before. */
  readonly settled: readonly Note[];
  /** Batches of which nobody could be asked. */
  readonly unsure: readonly { readonly note: Note; readonly error: PreloError }[];
}
