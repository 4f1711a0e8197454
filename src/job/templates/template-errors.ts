import { type ErrorCode, PreloError } from "../../errors.ts";
import { lineOfFault } from "../../endpoints/text/parse-json.ts";
import type { SourceRef } from "../types.ts";

/** A template that cannot be parsed: where, and why. */
export class TemplateError extends PreloError {
  declare readonly ref: SourceRef;
  constructor(
    message: string,
    ref: SourceRef,
    cause: unknown,
    hint?: string,
    code: ErrorCode = "JOB_INVALID",
  ) {
    super(code, message, { cause, ref, hint });
  }
}

/** An answer that a text uses as data, and that is not JSON. */
export class DataError extends TemplateError {
  /** The id of its block. */
  readonly answer: string;
  /** The line of its text on which it ceases to be JSON, from 1. */
  readonly line: number;
  constructor(answer: string, text: string, ref: SourceRef, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `data.${answer}: the answer of "${answer}" is not JSON: ${reason}`,
      ref,
      cause,
      `Mend it in its file in answers/, ask again with --refresh ${answer}, or give its prompt a \`schema\`.`,
      "CHECK_FAILED",
    );
    this.answer = answer;
    this.line = lineOfFault(text, reason);
  }
}
