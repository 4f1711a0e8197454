import { type ErrorCode, exitCodes, PreloError } from "../../errors.ts";
import { drawFrame, type FrameTarget, maskSentence } from "./code-frame.ts";
import { toPrintable } from "./printable.ts";

export type Severity = "error" | "warning";

/** One mistake in a file that a person wrote, fit to print: no secret, no control character. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Where it is more than a mistake of the job: then it is the job's error, too. */
  readonly code?: ErrorCode;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Relative to the job's folder. */
  readonly file: string;
  /** 1-based, as are the columns. */
  readonly line: number;
  readonly column: number;
  /** The first column after the marked text, when that ends on the same line. */
  readonly endColumn?: number;
  /** The lines around it, with a mark. */
  readonly frame?: string;
}

/**
 * Makes a diagnostic and draws its frame.
 * @param sources the texts of the files, by the names that references use.
 * @param hint may have several lines
 */
export function createDiagnostic(
  sources: ReadonlyMap<string, string>,
  ref: FrameTarget,
  message: string,
  hint?: string,
  severity: Severity = "error",
  code?: ErrorCode,
): Diagnostic {
  const frame = drawFrame(sources, ref);
  const say = (text: string): string => toPrintable(maskSentence(sources, ref.file, text));
  return {
    severity,
    ...(code === undefined ? {} : { code }),
    message: say(message),
    ...(hint === undefined ? {} : { hint: hint.split("\n").map(say).join("\n") }),
    file: ref.file,
    line: ref.line,
    column: ref.column,
    ...(ref.endColumn === undefined ? {} : { endColumn: ref.endColumn }),
    ...(frame === undefined ? {} : { frame }),
  };
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${toPrintable(line)}`.trimEnd())
    .join("\n");
}

/** `file:line:column error message`, the frame and the hint below it; plain text. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, frame, hint } = diagnostic;
  const kind = code === undefined ? severity : `${severity} ${code}:`;
  const parts = [toPrintable(`${file}:${line}:${column} ${kind} ${message}`)];
  if (frame !== undefined) {
    parts.push(indent(frame));
  }
  if (hint !== undefined) {
    parts.push(indent(hint));
  }
  return parts.join("\n");
}

function summarize(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) {
    return "The job is not valid.";
  }
  const place = toPrintable(`${first.file}:${first.line}:${first.column}`);
  return errors.length === 1
    ? `${place}: ${first.message}`
    : `The job has ${errors.length} mistakes; the first is at ${place}: ${first.message}`;
}

function codeOf(diagnostics: readonly Diagnostic[]): ErrorCode {
  return diagnostics.find(({ code }) => code !== undefined)?.code ?? "JOB_INVALID";
}

/** The job cannot be run; all that is wrong with it is in `diagnostics`. */
export class JobError extends PreloError {
  override readonly name = "JobError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(codeOf(diagnostics), summarize(diagnostics), {
      hint: diagnostics.find(({ severity }) => severity === "error")?.hint,
    });
    this.diagnostics = diagnostics;
  }

  /** Whatever its code: nothing was begun. */
  override get exitCode(): number {
    return exitCodes.usage;
  }
}
