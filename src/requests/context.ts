import type { AnswerStore } from "../answers/store.ts";
import type { HttpClient } from "./http/client.ts";
import type { Provider } from "../job/types.ts";
import type { Connection } from "./calls/call.ts";
import type { Batches } from "./batches/port.ts";
import type { Downloads } from "./downloads/downloads.ts";
import type { Emit } from "./events.ts";
import type { Queue } from "./pace/queue.ts";
import type { PrefixLeads } from "./pace/prefix-leads.ts";
import type { Spending } from "./spending.ts";
import type { PriceReply } from "./task.ts";

/** What a picture's bytes turned out to be. */
export interface PictureFacts {
  readonly format: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
  /** Frames of an animation. */
  readonly pages?: number;
  /** What of it is not read, by name. */
  readonly lost?: readonly string[];
}

/** What all requests of a run share. */
export interface RunContext {
  readonly client: HttpClient;
  readonly store: AnswerStore;
  readonly queueOf: (provider: Provider, model: string) => Queue;
  /** Where a provider's requests go, and with what. @throws PreloError KEY_MISSING, USAGE */
  readonly connectionOf: (provider: Provider) => Promise<Connection>;
  /** Lets one of the requests that begin alike go ahead. */
  readonly leads: PrefixLeads;
  /** Where requests go that may wait for a batch; unset where none may. */
  readonly batches?: Batches;
  readonly spending: Spending;
  readonly priceReply: PriceReply;
  readonly emit: Emit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds since some moment, of a clock that nobody sets (`performance.now`). */
  readonly clock: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Aborts when no new request may be sent; its reason is the error to report. */
  readonly stopping: AbortController;
  /** Aborts when even what is in flight must end. */
  readonly aborting: AbortSignal;
  readonly downloads: Downloads;
  /** Checks that bytes are a complete picture. @throws PreloError IMAGE_… */
  readonly inspectPicture: (
    bytes: Buffer,
    limits: { maxPixels: number; maxBytes: number },
  ) => Promise<PictureFacts>;
}

/** What sending a request needs of a run. */
export type SendContext = Pick<
  RunContext,
  "leads" | "spending" | "emit" | "now" | "clock" | "random" | "stopping"
>;
