import { AttemptError, type AttemptErrorOptions, type ErrorCode } from "../errors.ts";
import type { Usage } from "./usage.ts";

/** What came of a text that is no whole answer. */
export interface ReceivedText {
  readonly text: string;
  /** As the server says it ended. */
  readonly finish?: string | undefined;
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** A reply that arrived, and is no answer; what it held is kept with it, for it may be paid for. */
export class AnswerError extends AttemptError {
  override readonly name = "AnswerError";
  readonly received: ReceivedText | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: AttemptErrorOptions & { received?: ReceivedText | undefined },
  ) {
    super(code, message, options);
    this.received = options.received;
  }
}
