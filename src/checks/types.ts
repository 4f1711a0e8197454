import type { SourceRef } from "../job/types.ts";

/** The checks by the keys that ask for them. */
export type CheckName =
  | "words"
  | "contains"
  | "excludes"
  | "language"
  | "no_refusal"
  | "no_placeholder"
  | "no_preamble"
  | "glossary"
  /** Of descriptions of pictures; no key asks for these two. */
  | "alt_text"
  | "alt_length"
  | "json"
  /** Of translations; no key asks for it. */
  | "translation";

/** A check that an answer fails. */
export interface CheckFailure {
  readonly check: CheckName;
  /** One line, in the job's words: it quotes nothing of the answer. */
  readonly reason: string;
  /** Of `words`: how many too few or too many. */
  readonly offBy?: number;
  /** The line of the answer's text, from 1, where it fails: of what is to be JSON, and is none. */
  readonly line?: number;
  /** The line of a check that could not be applied: the check is to blame, whatever the answer. */
  readonly ref?: SourceRef;
}

/** A check that cannot be applied to an answer; the message says why. */
export class InapplicableCheck extends Error {
  override readonly name = "InapplicableCheck";
  readonly ref: SourceRef;

  constructor(message: string, ref: SourceRef) {
    super(message);
    this.ref = ref;
  }
}

/** Checks one answer's text; empty when it may be published. */
export type FindFailures = (body: string) => readonly CheckFailure[];

/** All failures of one answer, in one line. */
export function describeFailures(failures: readonly CheckFailure[]): string {
  return failures.map(({ check, reason }) => `${check}: ${reason}`).join("; ");
}

/** The check that could not be applied; then asking again would not help. */
export function findInapplicable(
  failures: readonly CheckFailure[] | undefined,
): CheckFailure | undefined {
  return failures?.find(({ ref }) => ref !== undefined);
}

/** Below zero when the first is the better attempt: fewer failed checks, then nearer in words. */
export function compareFailures(a: readonly CheckFailure[], b: readonly CheckFailure[]): number {
  return a.length - b.length || wordsOff(a) - wordsOff(b);
}

function wordsOff(failures: readonly CheckFailure[]): number {
  return failures.find(({ check }) => check === "words")?.offBy ?? 0;
}
