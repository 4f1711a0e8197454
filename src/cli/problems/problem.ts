import type { BuildResult } from "../../build/build.ts";
import type { Finding } from "../../build/check/finding.ts";
import { type ErrorCode, PreloError, toError } from "../../errors.ts";
import { isStop, NotSentError } from "../../requests/not-sent.ts";
import type { RunEvent } from "../../requests/events.ts";
import { type Diagnostic, JobError } from "../../job/diagnostics/diagnostics.ts";

/** Where a problem is: in a file whose name is relative to the job's folder; 1-based. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number | undefined;
}

/** What a program or a CI system is told of one mistake, one failure or one finding. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** Undefined for a warning that has none. */
  readonly code?: ErrorCode | undefined;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Undefined for what stands in no file: a flag, a lock. */
  readonly place?: Place | undefined;
  readonly article?: string | undefined;
  readonly block?: string | undefined;
}

/** What a check found. */
export function fromFinding(finding: Finding): Problem {
  const { ref, code, message, article, block, isWarning } = finding;
  return { severity: isWarning ? "warning" : "error", code, message, place: ref, article, block };
}

/** What ended a command: each mistake of a job by itself. */
export function fromError(error: unknown): readonly Problem[] {
  if (error instanceof JobError) {
    return error.diagnostics.map(fromDiagnostic);
  }
  if (error instanceof PreloError) {
    const { code, message, hint, ref } = error;
    return [{ severity: "error", code, message, hint, place: ref }];
  }
  return [{ severity: "error", code: "INTERNAL", message: toError(error).message }];
}

function fromDiagnostic(diagnostic: Diagnostic): Problem {
  const { severity, code = "JOB_INVALID", message, hint } = diagnostic;
  const { file, line, column, endColumn } = diagnostic;
  return { severity, code, message, hint, place: { file, line, column, endColumn } };
}

/** What failed in a build; what only was not sent is told by the failure that kept it back. */
export function fromBuild({ articles, stoppedBy }: BuildResult): readonly Problem[] {
  const stop = stoppedBy === undefined ? [] : fromError(stoppedBy);
  const failures = articles.flatMap(({ slug, failures: own }) =>
    own
      .filter(({ error }) => !(error instanceof NotSentError) && !isStop(error, stoppedBy))
      .map(({ block, ref, message, error: { code, hint } }): Problem => {
        return { severity: "error", code, message, hint, place: ref, article: slug, block };
      }),
  );
  return [...failures, ...stop];
}

/** What a run warns of, and goes on. */
export function fromEvent(event: RunEvent): readonly Problem[] {
  if (event.type !== "warning") {
    return [];
  }
  const { article, block, message } = event;
  return [{ severity: "warning", code: undefined, message, article, block }];
}

/** A problem for programs; what is not known is null, so that every one has the same keys. */
export function toJson(problem: Problem) {
  const { severity, code, message, hint, place, article, block } = problem;
  return {
    severity,
    code: code ?? null,
    message,
    hint: hint ?? null,
    article: article ?? null,
    block: block ?? null,
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}

/** What each field of {@link toJson} is, for the documentation. The compiler finds what is missing. */
export const problemFields: Readonly<Record<keyof ReturnType<typeof toJson>, string>> = {
  severity: "`error` or `warning`",
  code: "see [errors](errors.md); null for a warning without one",
  message: "what is wrong",
  hint: "what to do about it",
  article: "its slug",
  block: "its id",
  file: "where it is wrong, relative to the job file's folder",
  line: "from 1",
  column: "from 1",
};
