import type { RecordName } from "../answers/record-name.ts";
import type { Answer, Status } from "../answers/types.ts";
import type { CheckFailure } from "../checks/types.ts";
import type { ErrorCode, PreloError } from "../errors.ts";
import type { ResolvedRequest } from "../job/types.ts";

/** What becomes of an answer to an older request. */
export type StaleIs = "asked" | "kept" | "accepted";

/** What to do about a block, and why. */
export interface Assessment {
  readonly status: Status;
  /** Whether the request has to be sent. */
  readonly ask: boolean;
  readonly request: ResolvedRequest;
  /** The answer that is there, to be used as it is when `ask` is false. */
  readonly recorded: Answer | undefined;
  /** Why the answer is not fresh, one line each; empty when it is. */
  readonly reasons: readonly string[];
  /** Where the answer stands now, when it was found under another name. */
  readonly movedFrom?: RecordName;
  /** True when a person's answer about another item stands in its place: it is moved out of the way. */
  readonly displaces?: true;
  /** Something the run should say although nothing is asked. */
  readonly warning?: string;
  /** The answer is the attempt that was kept aside there; it now passes, and becomes the record. */
  readonly adopts?: RecordName;
  /**
   * This very request was answered with something that is no answer; it is kept aside there, and
   * not paid for again.
   */
  readonly refused?: { readonly name: RecordName; readonly code: ErrorCode };
  /** Checks that a person's text fails, or that cannot be applied: it is neither published nor replaced. */
  readonly unfit?: readonly CheckFailure[];
  /** Checks that the attempt kept aside fails, of the same request: only a better one replaces it. */
  readonly best?: readonly CheckFailure[];
  /** Set when a stale answer is used all the same. */
  readonly stale?: Exclude<StaleIs, "asked">;
  /** Why a picture that a person put there cannot be used: a build stops at it. */
  readonly problem?: PreloError;
  /** How many attempts of that request were made. */
  readonly spent?: number;
}
