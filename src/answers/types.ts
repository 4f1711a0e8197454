import type { Source } from "../endpoints/sources.ts";
import type { Endpoint, JsonObject, ResolvedRequest, Usage } from "../job/types.ts";

export type { Endpoint } from "../job/types.ts";

/** What a text and an image answer have in common; the names are those of the file. */
interface AnswerBase {
  /** `sha256:` and the hash of the request (see answers/fingerprint.ts). */
  readonly fingerprint: string;
  /** The provider's name in the job; `sandbox` for the embedded server. */
  readonly provider: string;
  readonly endpoint: Endpoint;
  /** The model asked for, and what the response says it was. Empty for a text that no model wrote. */
  readonly model: string;
  readonly served_by?: string;
  /** The JSON body, with `{{ answers.ID }}` for the text of an answer that its prompt quotes. */
  readonly request: JsonObject;
  /** Hashes of the answers that its prompt quotes, by id. */
  readonly uses?: Readonly<Record<string, string>> | undefined;
  /** Hashes of the files and articles that went along, by their names. */
  readonly attached?: Readonly<Record<string, string>> | undefined;
  readonly usage?: Usage;
  /** Absent when the price is unknown. */
  readonly cost_usd?: number;
  readonly request_id?: string;
  /** Of a repeated block: which item of its list the answer is about. */
  readonly key?: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Later requests that a person said it answers as well. */
  readonly accepted?: readonly Acceptance[];
}

/** A person's word that an answer is right for a request that is not its own. */
export interface Acceptance {
  readonly fingerprint: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

export interface TextAnswer extends AnswerBase {
  readonly kind: "text";
  /** Set for a text that was there before it was ever asked for. */
  readonly origin?: "imported";
  readonly finish: string;
  /** Markdown, as it stands in the file now. */
  readonly body: string;
  /** True when the body is a person's: changed since it arrived, or imported. */
  readonly edited: boolean;
  /** True for the one of a block's variants that is published. */
  readonly chosen?: boolean;
  /** Who answers for the text, as it stands in the file: see answers/review.ts. */
  readonly reviewed?: string;
  /** Where it got what it says, as the API told. */
  readonly sources?: readonly Source[] | undefined;
  /** How many marks of a merge conflict it showed as it came; absent for none. */
  readonly markers?: number;
}

/** A text that came and is no answer: cut off, or failing its checks. It is kept aside. */
export interface RejectedAnswer {
  readonly answer: TextAnswer;
  /** Why, one line each. */
  readonly reasons: readonly string[];
  /** How often its request was sent in vain; undefined in what version 0.1 wrote. */
  readonly attempts: number | undefined;
}

/** Whose a picture is that stands in the place of a model's: a person's own, or made of both. */
export const pictureSources = ["own", "composite"] as const;
export type PictureSource = (typeof pictureSources)[number];

/** One untouched original beside the record. */
export interface RecordedImage {
  /** The name of the file, beside the record. */
  readonly file: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
  /** Written only when true. */
  readonly alpha?: boolean;
  /** Of an animation; written only when there are several. */
  readonly frames?: number;
  /** What of it is not published, by name; written only when there is something. */
  readonly lost?: readonly string[];
  readonly revised_prompt?: string;
  /** What a person says of the picture that they put in its place; it means nothing for the one that came. */
  readonly source?: PictureSource;
  /**
   * True when the file has changed, and nobody has looked yet whether it is a picture; not written.
   */
  readonly changed?: true;
  /** Further files that may be meant for the same picture (`casa-4.jpg` beside `casa-4.png`); not written. */
  readonly rivals?: readonly string[];
  /**
   * Set when a person put another picture in its place, under its name or with another extension;
   * all other fields then describe that one. The picture that came, as recorded; only this is
   * written.
   */
  readonly replaced?: RecordedImage;
}

export interface ImageAnswer extends AnswerBase {
  readonly kind: "image";
  readonly images: readonly RecordedImage[];
}

export type Answer = TextAnswer | ImageAnswer;

/**
 * How a block's answer stands to today's request. `unfit` is the answer to this very request, but it
 * fails a check.
 */
export type Status = "fresh" | "stale" | "missing" | "edited" | "unfit";

/** All requests that an answer stands for, by their fingerprints: its own first. */
export function fingerprintsOf({ fingerprint, accepted = [] }: Answer): readonly string[] {
  return [fingerprint, ...accepted.map((each) => each.fingerprint)];
}

/** Whether an answer is the one to this very request. */
export function isAnswerTo(
  answer: Answer,
  { fingerprint, formerFingerprint }: Pick<ResolvedRequest, "fingerprint" | "formerFingerprint">,
): boolean {
  const own = fingerprintsOf(answer);
  return own.includes(fingerprint) || own.some((each) => each === formerFingerprint);
}

/** Whether a person changed an answer since it came: its text, or a picture of it. */
export function isEdited(answer: Answer): boolean {
  if (answer.kind === "text") {
    return answer.edited;
  }
  return answer.images.some(({ changed, replaced }) => changed ?? replaced);
}
