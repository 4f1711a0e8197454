import { commandName, recordFile, type RecordName, rejectedFile } from "../answers/record-name.ts";
import { findInapplicable } from "../checks/types.ts";
import { PreloError } from "../errors.ts";
import { missingVariables } from "../job/provider-variables.ts";
import type { Provider } from "../job/types.ts";
import type { Assessment } from "../plan/assessment.ts";
import { keyMissing } from "../requests/calls/access.ts";
import { refuseEnded } from "./ending-models.ts";
import type { Environment } from "./environment.ts";
import { placeOfUnfit } from "./locate.ts";

/**
 * Why a request may not be sent, where that is known before anybody connects.
 * @param name of its block, as `--refresh` takes it
 */
export function findRefusal(
  assessment: Assessment,
  name: string,
  asked: Provider,
  when: {
    readonly mayAsk: boolean;
    readonly model: string;
    readonly variables: Environment["variables"];
    /** Whether workers ask, with keys of their own. */
    readonly isQueued: boolean;
    readonly nowMs: number;
  },
): PreloError | undefined {
  if (!when.mayAsk) {
    return frozenError(assessment, name);
  }
  const ended = refuseEnded(asked, when.model, when.nowMs);
  const [key] = missingVariables(asked, when.variables);
  if (ended !== undefined || when.isQueued || assessment.status !== "stale" || key === undefined) {
    return ended;
  }
  return keyMissing(key, asked.name, ` ${withoutAsking(name)}.`);
}

/**
 * Stops where what is recorded can neither be used nor asked for again.
 * @throws PreloError CHECK_FAILED, IMAGE_…, or why a reply was rejected before
 */
export function assertDecidable(
  assessment: Assessment,
  record: RecordName,
  folders: { readonly dir: string; readonly answersDir: string },
): void {
  const { unfit, problem, refused } = assessment;
  if (unfit !== undefined) {
    throw unfitError(assessment, record, folders);
  }
  if (problem !== undefined) {
    throw problem;
  }
  if (refused !== undefined) {
    throw refusedError(assessment, refused);
  }
}

/** What may be done about a stale answer where nobody is to be asked. */
function withoutAsking(name: string): string {
  return `If its answer is still right, \`prelo accept ${name}\` says so, and --stale keep publishes it as it is`;
}

function frozenError({ status, reasons }: Assessment, name: string): PreloError {
  const code = status === "missing" ? "ANSWER_MISSING" : "ANSWER_STALE";
  return new PreloError(
    status === "unfit" ? "CHECK_FAILED" : code,
    `its answer is ${status}: ${reasons.join("; ")}`,
    {
      hint:
        status === "stale"
          ? `${withoutAsking(name)}; else build without --frozen and commit the answer.`
          : "Build without --frozen and commit the answer.",
    },
  );
}

/** A rejected reply is not paid for again. */
function refusedError(
  { reasons }: Assessment,
  { name, code }: NonNullable<Assessment["refused"]>,
): PreloError {
  return new PreloError(code, reasons.join("; "), {
    hint:
      `It is in ${name.slug}/${rejectedFile(name)}, among the answers: edit it until it is right, ` +
      "change the prompt, `max_output_tokens` or `checks`, " +
      `or ask again with --refresh ${commandName(name)}.`,
  });
}

/** A person's text is not overwritten, and what fails a check is not published. */
function unfitError(
  { reasons, unfit, status }: Assessment,
  record: RecordName,
  folders: { readonly dir: string; readonly answersDir: string },
): PreloError {
  const ref = placeOfUnfit(unfit, record, folders);
  if (findInapplicable(unfit) !== undefined) {
    return new PreloError("CHECK_FAILED", reasons.join("; "), {
      hint: "Correct the check: the answer is kept, and is not asked for again.",
      ref,
    });
  }
  if (status !== "edited") {
    return new PreloError(
      "CHECK_FAILED",
      `its answer may not be published: ${reasons.join("; ")}`,
      {
        hint: "Build with the provider's key to ask again, or write the text into its file in answers/.",
      },
    );
  }
  return new PreloError("CHECK_FAILED", `a person edited its answer, and ${reasons.join("; ")}`, {
    ref,
    hint: `Edit it in ${record.slug}/${recordFile(record)}, among the answers, until it passes, ask for less in \`checks\`, or let --refresh ask for a new one.`,
  });
}
