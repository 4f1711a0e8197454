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
  ask: Pick<Ask, "request" | "mayShare" | "replaces">,
  store: Pick<AnswerStore, "read" | "readRejected">,
  part: readonly number[] = [],
): string {
  const { request, mayShare } = ask;
  const replaced = findReplaced(name, ask, store, part) ?? null;
  const attempts = name.kind === "text" ? (store.readRejected(name)?.attempts ?? 0) : 0;
  const block = name.kind === "text" && mayShare ? null : `${name.slug}/${name.id}`;
  const identity = JSON.stringify([request.fingerprint, block, part, replaced, attempts]);
  return createHash("sha256").update(identity).digest("base64url");
}

/**
 * The answer that a new one to the same request takes the place of: of a text when it came, of pictures the hashes of
 * those that are asked for.
 * @param part which of the block's pictures are asked for
 * @returns undefined where there is none
 */
export function findReplaced(
  name: RecordName,
  { request: { fingerprint }, replaces }: ToReplace,
  store: Pick<AnswerStore, "read">,
  part: readonly number[] = [],
): string | undefined {
  const standing = store.read(name);
  return standing.state === "read" && fingerprintsOf(standing.answer).includes(fingerprint)
    ? describe(standing.answer, part)
    : replaces;
}

interface ToReplace extends Pick<Ask, "replaces"> {
  readonly request: Pick<Ask["request"], "fingerprint">;
}

function describe(answer: Answer, part: readonly number[]): string | undefined {
  if (answer.kind === "text") {
    return answer.created;
  }
  const hashes = answer.images
    .filter(({ file }) => part.includes(originalNumber(file)))
    .map(({ sha256 }) => sha256);
  return hashes.length === 0 ? undefined : hashes.join();
}
