import { parseImageRecord } from "./record.ts";
import { reviewerOf } from "./review.ts";
import { parseTextRecord } from "./text-record.ts";
import { type Answer, isEdited } from "./types.ts";

/** A record as it was at one time. */
export interface RecordedVersion {
  /** Where it stands: a commit, or a file. */
  readonly at: string;
  /** Who committed it. */
  readonly author?: string;
  /** The name of its file then. */
  readonly file: string;
  readonly text: string;
}

/** One version of an answer, with what made it another than the one before. */
export interface AnswerVersion extends Omit<RecordedVersion, "text"> {
  /** When the answer came: ISO 8601, UTC; this and all below undefined for what cannot be read. */
  readonly created?: string;
  readonly model?: string;
  readonly cost_usd?: number;
  readonly reviewed?: string;
  readonly change: string;
}

/**
 * Tells the versions of an answer, the newest first; one that differs in nothing from the one before is
 * left out.
 * @param versions the newest first
 */
export function tellHistory(
  versions: readonly RecordedVersion[],
  kind: Answer["kind"],
): readonly AnswerVersion[] {
  const read = versions.map((version) => ({ version, answer: readVersion(version.text, kind) }));
  return read.flatMap(({ version, answer }, index): readonly AnswerVersion[] => {
    const older = read[index + 1];
    const { text, ...where } = version;
    if (older?.version.text === text && older.version.file === where.file) {
      return [];
    }
    if (answer === undefined) {
      return [{ ...where, change: "cannot be read" }];
    }
    const { created, served_by, model, cost_usd } = answer;
    const reviewed = reviewerOf(answer);
    return [
      {
        ...where,
        created,
        model: served_by ?? model,
        ...(cost_usd !== undefined && { cost_usd }),
        ...(reviewed !== undefined && { reviewed }),
        change: describeChange(answer, older?.answer, where.file, older?.version.file),
      },
    ];
  });
}

function readVersion(text: string, kind: Answer["kind"]): Answer | undefined {
  try {
    return kind === "text" ? parseTextRecord(text) : parseImageRecord(text);
  } catch {
    return undefined;
  }
}

function describeChange(
  now: Answer,
  before: Answer | undefined,
  file: string,
  fileBefore: string | undefined,
): string {
  if (before === undefined) {
    return isEdited(now) ? "answered, and edited by hand" : "answered";
  }
  const changes: string[] = [];
  const isSame = contentOf(now) === contentOf(before);
  if (now.created !== before.created) {
    const why = now.fingerprint === before.fingerprint ? "" : ", the request changed";
    changes.push(`asked again${why}${isSame ? "; it says the same" : ""}`);
  }
  if (isEdited(now) && !isSame) {
    changes.push("edited by hand");
  }
  if (now.created === before.created && !isEdited(now) && !isSame) {
    changes.push(now.kind === "text" ? "as it came" : "other pictures");
  }
  const [by, byBefore] = [reviewerOf(now), reviewerOf(before)];
  if (by !== byBefore) {
    changes.push(by === undefined ? "no longer reviewed" : `reviewed by ${by}`);
  }
  if ((now.accepted ?? []).length > (before.accepted ?? []).length) {
    changes.push("accepted for another request");
  }
  if (fileBefore !== undefined && file !== fileBefore && !fileBefore.includes(".previous")) {
    changes.push(`was ${fileBefore}`);
  }
  return changes.length === 0 ? "written anew" : changes.join("; ");
}

function contentOf(answer: Answer): string {
  return answer.kind === "text" ? answer.body : answer.images.map(({ sha256 }) => sha256).join(" ");
}
