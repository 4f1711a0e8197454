import { createHash } from "node:crypto";
import { fingerprintsOf } from "../answers/types.ts";
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
  { request, mayShare, partial }: Pick<Ask, "request" | "mayShare" | "partial">,
  store: Pick<AnswerStore, "read" | "readRejected">,
  part: readonly number[] = [],
): string {
  const { fingerprint } = request;
  const standing = partial === undefined ? store.read(name) : undefined;
  const superseded =
    standing?.state === "read" && fingerprintsOf(standing.answer).includes(fingerprint)
      ? standing.answer.created
      : null;
  const attempts = name.kind === "text" ? (store.readRejected(name)?.attempts ?? 0) : 0;
  const block = name.kind === "text" && mayShare ? null : `${name.slug}/${name.id}`;
  const identity = JSON.stringify([fingerprint, block, part, superseded, attempts]);
  return createHash("sha256").update(identity).digest("base64url");
}
