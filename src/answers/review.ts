import { hashText } from "./text-record.ts";
import { takeApart } from "./text-layout.ts";
import type { Answer, TextAnswer } from "./types.ts";
import { writeYaml } from "./write-yaml.ts";

/** What a record says of its review. */
export type Review =
  | { readonly state: "none" }
  /** What is written is not `NAME, DATE`. */
  | { readonly state: "unclear"; readonly written: string }
  /** `by`: `NAME, DATE`. */
  | {
      readonly state: "reviewed" | "outdated";
      readonly by: string;
      /** Whether the record says which text it was. */
      readonly isNoted: boolean;
    };

/** A name, a date, and what a build adds: the hash of the text that stood there when it first saw the line. */
const form =
  /^(\S.*, \d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:, (sha256:[0-9a-f]{64}))?$/;

/** Whether a person answers for this very text. */
export function readReview({ reviewed, body }: Pick<TextAnswer, "reviewed" | "body">): Review {
  if (reviewed === undefined) {
    return { state: "none" };
  }
  const [, by, hash] = form.exec(reviewed.trim()) ?? [];
  if (by === undefined) {
    return { state: "unclear", written: reviewed };
  }
  const state = hash === undefined || hash === hashText(body) ? "reviewed" : "outdated";
  return { state, by, isNoted: hash !== undefined };
}

/** Who answers for a text and since when, `NAME, DATE`; undefined when nobody does. */
export function reviewerOf(answer: Answer): string | undefined {
  const review = answer.kind === "text" ? readReview(answer) : undefined;
  return review?.state === "reviewed" ? review.by : undefined;
}

/** What is wrong with the review of an answer, in words that follow its name; undefined for a good one. */
export function describeUnreviewed(answer: TextAnswer): string | undefined {
  const review = readReview(answer);
  switch (review.state) {
    case "none": {
      return "nobody has reviewed its text";
    }
    case "unclear": {
      return `\`reviewed: ${review.written}\` is not a name and a date, such as "Ana Lima, 2026-11-25"`;
    }
    case "outdated": {
      return `its text changed after the review by ${review.by}`;
    }
    case "reviewed": {
      return undefined;
    }
  }
}

/** The file of a text answer whose review says which text it was; all else stays, byte for byte. */
export function withNotedReview(file: string, by: string, body: string): string {
  const { header, before } = takeApart(file);
  const line = writeYaml({ reviewed: `${by}, ${hashText(body)}` }).trimEnd();
  const noted = header.replace(/^reviewed:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/m, line);
  const start = before.indexOf(header);
  return before.slice(0, start) + noted + file.slice(start + header.length);
}
