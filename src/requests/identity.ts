import { createHash } from "node:crypto";
import { originalNumber } from "../answers/originals.ts";
import { type Answer, fingerprintsOf } from "../answers/types.ts";
import type { RecordName } from "../answers/record-name.ts";
import type { AnswerStore } from "../answers/store.ts";
import type { Ask } from "./task.ts";

/**
 * What makes two requests the same, also to other runs: one reply answers both. It is the fingerprint;
 * for pictures and for texts that may not be shared, with the block's name; and with what a new
 * answer is asked for although there is one: the answer that stands, and those that failed a check.
 * @param part which of the block's pictures are asked for
 * @returns the SHA-256 of all that, in base64url
 */
export function identify(
  name: RecordName,
  { request, mayShare }: Pick<Ask, "request" | "mayShare">,
  store: Pick<AnswerStore, "read" | "readRejected">,
  part: readonly number[] = [],
): string {
  const { fingerprint } = request;
  const standing = store.read(name);
  const answer =
    standing.state === "read" && fingerprintsOf(standing.answer).includes(fingerprint)
      ? standing.answer
      : undefined;
  const superseded = answer === undefined ? null : toSuperseded(answer, part);
  const attempts = name.kind === "text" ? (store.readRejected(name)?.attempts ?? 0) : 0;
  const block = name.kind === "text" && mayShare ? null : `${name.slug}/${name.id}`;
  const identity = JSON.stringify([fingerprint, block, part, superseded, attempts]);
  return createHash("sha256").update(identity).digest("base64url");
}

/** What makes way for a new answer: of pictures only those that are asked for. */
function toSuperseded(answer: Answer, part: readonly number[]): string | null {
  if (answer.kind === "text") {
    return answer.created;
  }
  const hashes = answer.images
    .filter(({ file }) => part.includes(originalNumber(file)))
    .map(({ sha256 }) => sha256);
  return hashes.length === 0 ? null : hashes.join();
}
