import type { CheckFailure } from "../checks/types.ts";
import type { ErrorCode, SourcePlace } from "../errors.ts";
import type { Status } from "../answers/types.ts";

/** Which block of which article an event is about. */
export interface Subject {
  readonly article: string;
  readonly block: string;
}

/** Everything that happens in a run: the one source of what terminals, logs and tests see. */
export type RunEvent =
  /** Nothing is planned yet: how much there can be of everything. */
  | {
      readonly type: "started";
      readonly articles: number;
      /** Requests of a run that finds no answer. */
      readonly mostRequests: number;
      /** Set when the job has a budget in US dollars. */
      readonly budgetUsd?: number;
    }
  /** What an article will ask, as far as it can be told before its answers are there. */
  | {
      readonly type: "planned";
      readonly article: string;
      /** Requests of a run that finds no answer. */
      readonly mostRequests: number;
      /** Requests that are to be sent, by who answers them. */
      readonly requests: readonly {
        readonly provider: string;
        readonly model: string;
        readonly count: number;
      }[];
    }
  /** Its answer has to be asked for, and why. */
  | ({
      readonly type: "due";
      readonly status: Status;
      readonly reasons: readonly string[];
    } & Subject)
  /** It waits for a slot and for its turn. */
  | ({ readonly type: "queued"; readonly provider: string; readonly model: string } & Subject)
  | ({
      readonly type: "asked";
      readonly provider: string;
      readonly model: string;
      readonly attempt: number;
      /** Its answer came with a batch, and is only read now. */
      readonly inBatch?: true;
    } & Subject)
  /** A request is answered, and its answer recorded: a text, or one or more pictures of a block. */
  | ({
      readonly type: "replied";
      readonly provider: string;
      readonly model: string;
      readonly attempt: number;
      /** Of this attempt. */
      readonly tookMs: number;
      readonly inputTokens?: number;
      readonly outputTokens?: number;
      readonly pictures?: number;
      /** Absent when the price is not known. */
      readonly costUsd?: number;
      /** What the run has cost by now, failed attempts that may be billed included. */
      readonly spentUsd: number;
    } & Subject)
  | ({
      readonly type: "attempt-failed";
      /** Of a request; a picture's download has none. */
      readonly queue?: { readonly provider: string; readonly model: string };
      readonly attempt: number;
      readonly tookMs: number;
      /** What the run has cost by now. */
      readonly spentUsd?: number;
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
      readonly tookMs: number;
    } & Subject)
  | ({
      readonly type: "resized";
      readonly number: number | "sheet";
      readonly of: number;
      readonly variants: number;
      readonly tookMs: number;
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
  /** A block failed, or a page as a whole. What a stop or another's failure explains is told with that. */
  | {
      readonly type: "failed";
      readonly article: string;
      readonly block?: string;
      readonly ref: SourcePlace;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string;
    }
  | {
      /** Said once for a wait, not once for each request that has to. */
      readonly type: "waiting";
      /**
       * The pace of the limits, the server's word (`Retry-After`), a server that is down, or Redis that
       * cannot be asked for the limits that machines share.
       */
      readonly reason: "pace" | "server" | "outage" | "queue";
      readonly provider: string;
      readonly model: string;
      /** In milliseconds since the epoch; of an outage or of Redis, when it is given up at the latest. */
      readonly untilMs: number;
      /** What the server, or Redis, does instead of answering. */
      readonly message?: string;
    }
  | ({
      /** Its reply was in the queue already: another run asked, or this one before it was broken off. */
      readonly type: "found";
    } & Subject)
  | {
      /** The workers of a queue: told when one comes or goes, and as they get on. */
      readonly type: "workers";
      /** Whether more has changed than how they get on. */
      readonly isNews: boolean;
      readonly workers: readonly {
        readonly name: string;
        /** How many requests it sends at one time, to all its providers. */
        readonly slots: number;
        readonly busy: number;
        readonly answered: number;
      }[];
      /** What people are to know: that none is there, or speaks this release's protocol. */
      readonly message?: string;
    }
  | {
      /**
       * A batch of requests is out, or found to be out already; how far it is; or what came of it is recorded.
       */
      readonly type: "batch";
      readonly state: "submitted" | "found" | "polled" | "settled";
      readonly provider: string;
      readonly model: string;
      /** The note's, and the provider's id. */
      readonly key: string;
      readonly id: string;
      readonly requests: number;
      readonly answered?: number;
      /** The provider's word for how it ended. */
      readonly ended?: string;
      /** What of it is asked again, and why. */
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
    }
  /** Nothing more comes of an article. */
  | {
      readonly type: "finished";
      readonly article: string;
      /** `held`: it waits for a review, and what was published of it before stays. */
      readonly status: "published" | "unchanged" | "held" | "failed";
      /** Blocks that took a request, and blocks whose answer was there. */
      readonly asked: number;
      readonly reused: number;
      /** Blocks that failed by themselves; a stop, or another's failure, kept back the others. */
      readonly failures: number;
      readonly tookMs: number;
    };

export type Emit = (event: RunEvent) => void;
