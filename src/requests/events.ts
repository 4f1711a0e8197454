import type { CheckFailure } from "../checks/types.ts";
import type { ErrorCode } from "../errors.ts";
import type { SourceRef } from "../job/types.ts";

/** Which block of which article an event is about. */
export interface Subject {
  readonly article: string;
  readonly block: string;
}

/** Everything that happens in a run: the one source of what terminals, logs and tests see. */
export type RunEvent =
  /** It waits for a slot and for its turn. */
  | ({ readonly type: "queued"; readonly provider: string; readonly model: string } & Subject)
  | ({
      readonly type: "asked";
      readonly provider: string;
      readonly model: string;
      readonly attempt: number;
    } & Subject)
  | ({
      readonly type: "attempt-failed";
      readonly attempt: number;
      readonly code: ErrorCode;
      readonly message: string;
      /** Until the next attempt; absent when there is none. */
      readonly retryInMs?: number;
    } & Subject)
  | ({
      /** An answer came, and fails what the job checks it for. */
      readonly type: "check-failed";
      readonly attempt: number;
      /** How often it may be asked for, all in all. */
      readonly of: number;
      readonly failures: readonly CheckFailure[];
    } & Subject)
  | ({
      readonly type: "answered";
      readonly model: string;
      readonly tookMs: number;
      readonly outputTokens?: number;
    } & Subject)
  | ({
      readonly type: "downloaded";
      readonly number: number;
      readonly of: number;
      readonly bytes: number;
    } & Subject)
  | ({
      readonly type: "resized";
      readonly number: number | "sheet";
      readonly of: number;
      readonly variants: number;
    } & Subject)
  | ({
      /** A person's text is kept; `outdated` when its request has changed since. */
      readonly type: "edited";
      readonly outdated: boolean;
    } & Subject)
  | {
      /** Records that got another name, all at once, since they answer what other blocks ask now. */
      readonly type: "moved";
      readonly article: string;
      readonly answers: readonly {
        readonly block: string;
        /** Below the answers folder. */
        readonly from: string;
        /** True when it stays there as well. */
        readonly copied: boolean;
      }[];
    }
  | ({
      /** Its request is that of another block of the article, and so is the answer. */
      readonly type: "shared";
      readonly with: string;
    } & Subject)
  | ({
      readonly type: "failed";
      readonly ref: SourceRef;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string;
    } & Subject)
  | {
      /** Said once for a wait, not once for each request that has to. */
      readonly type: "waiting";
      /** The pace of the limits, the server's word (`Retry-After`), or a server that is down. */
      readonly reason: "pace" | "server" | "outage";
      readonly provider: string;
      readonly model: string;
      /** In milliseconds since the epoch; of an outage, when it is given up at the latest. */
      readonly untilMs: number;
      /** What the server does instead of answering. */
      readonly message?: string;
    }
  | { readonly type: "sandbox"; readonly article: string; readonly reason: string }
  | {
      readonly type: "warning";
      readonly article: string;
      readonly block?: string;
      readonly message: string;
    }
  | {
      readonly type: "published";
      readonly article: string;
      readonly files: readonly string[];
      readonly changed: number;
    };

export type Emit = (event: RunEvent) => void;
