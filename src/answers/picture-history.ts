import type { AnswerVersion } from "./history.ts";
import { originalNumber } from "./originals.ts";
import { parseImageRecord } from "./record.ts";
import type { ImageAnswer, RecordedImage } from "./types.ts";

/** One of a block's pictures as it was at one time. */
export interface PictureState {
  /** Where it stands: a commit, or on disk. */
  readonly at: string;
  readonly author?: string;
  /** The name of its file then. */
  readonly file: string;
  /** The hash of the file's bytes. */
  readonly sha256: string;
  /** The text of the record beside it; undefined for what stands without one. */
  readonly record?: string | undefined;
}

/** A state, with what its record says of the picture, if that is the one that came. */
interface Read {
  readonly state: PictureState;
  readonly came?: { readonly answer: ImageAnswer; readonly image: RecordedImage };
}

/**
 * Tells the versions of one of a block's pictures, the newest first. Its cost is its share of what the pictures
 * of its record cost.
 * @param states the newest first; of several that show the same picture, the oldest tells when it came
 */
export function tellPictureHistory(
  states: readonly PictureState[],
  number: number,
): readonly AnswerVersion[] {
  const versions = states
    .filter(({ sha256 }, index) => states[index + 1]?.sha256 !== sha256)
    .map((state) => read(state, number));
  return versions.map(({ state, came }, index): AnswerVersion => {
    const { sha256: _, record: __, ...where } = state;
    const older = versions.slice(index + 1);
    if (came === undefined) {
      const change = older.length === 0 ? "made by hand" : "edited by hand";
      return Object.assign(where, { change });
    }
    const { created, served_by, model, cost_usd, images } = came.answer;
    return Object.assign(where, {
      created,
      model: served_by ?? model,
      ...(cost_usd !== undefined && { cost_usd: cost_usd / images.length }),
      change: describeChange(state, came.answer, older),
    });
  });
}

function read(state: PictureState, number: number): Read {
  try {
    const answer = parseImageRecord(state.record ?? "");
    const image = answer.images.find(({ file }) => originalNumber(file) === number);
    return image?.sha256 === state.sha256 ? { state, came: { answer, image } } : { state };
  } catch {
    return { state };
  }
}

function describeChange(
  { sha256 }: PictureState,
  { fingerprint }: ImageAnswer,
  older: readonly Read[],
): string {
  if (older.some(({ state }) => state.sha256 === sha256)) {
    return "the earlier one again";
  }
  const before = older.find(({ came }) => came !== undefined)?.came;
  if (before === undefined) {
    return older.length === 0 ? "answered" : "asked again";
  }
  return before.answer.fingerprint === fingerprint
    ? "asked again"
    : "asked again, the request changed";
}
