import { roundUsd } from "../../answers/round-usd.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { AnswerStore } from "../../answers/store.ts";
import { PreloError } from "../../errors.ts";
import type { RecordName } from "../../answers/record-name.ts";
import type { Desktop, Ended } from "./desktop.ts";
import { countTries, withLimit } from "./room.ts";
import type { Line, Note } from "./note.ts";
import { openResult, type Unclaimed } from "./keep-result.ts";
import { isRecorded, nameOf } from "./recorded.ts";

/** What becomes of a request that nobody has asked for in this run. */
export type Fate = "wait" | "obsolete";

/**
 * Closes the notes of batches that are over, once all that came is recorded: also what answers a question that is
 * another by now. What no batch answered stays in the note, for the next to know.
 * @param fateOf says of a result that nobody asked for whether somebody may
 * @param open the batches that are out
 */
export async function settle(
  ended: readonly Ended[],
  fateOf: (name: RecordName) => Fate,
  open: readonly Note[],
  desktop: Desktop,
): Promise<void> {
  for (const each of ended) {
    await settleOne(each, fateOf, open, desktop);
  }
}

async function settleOne(
  over: Ended,
  fateOf: (name: RecordName) => Fate,
  open: readonly Note[],
  { notes, desk, context, providerOf }: Desktop,
): Promise<void> {
  const { note, batch, lacks } = over;
  const provider = providerOf(note.provider);
  const left: Line[] = [];
  let costUsd = 0;
  let waiting = 0;
  for await (const line of notes.lines(note)) {
    const why = lacks.get(line.id);
    const fate = desk.arrivals.fateOf(line.id);
    costUsd += desk.arrivals.costOf(line.id);
    if (why !== undefined || fate === "blank") {
      left.push({ ...line, lacks: why ?? "failed", tries: countTries(line, note, batch) });
    } else if (fate === "asked") {
      // The run was stopped before it was read.
      waiting += 1;
    } else if (fate === undefined) {
      const place = desk.arrivals.placeOf(line.id);
      const result = place && provider && (await openResult(line, place, provider, context));
      const isKept = await keepUnclaimed(line, result, fateOf, context.store);
      costUsd += isKept ? (result?.costUsd ?? 0) : 0;
      waiting += isKept ? 0 : 1;
    }
  }
  if (waiting > 0) {
    return;
  }
  const { errors, status = "gone" } = batch ?? {};
  const reason = errors?.data.flatMap(({ code, message }) => code ?? message ?? []).at(0);
  await notes.keepLines(note.key, left);
  await notes.write({
    ...withLimit(over, open),
    state: "settled",
    ended: status,
    answered: note.requests - left.length,
    ...(reason !== undefined && { reason }),
    cost_usd: roundUsd(costUsd),
  });
  const { model, key, requests, batch: id = "" } = note;
  context.emit({
    type: "batch",
    state: "settled",
    provider: note.provider,
    model,
    key,
    id,
    requests,
    answered: requests - left.length,
    ended: status,
    ...(left.length > 0 && { message: describeLeft(left, reason) }),
  });
}

/** @returns whether a result that nobody asked for is recorded: not while somebody may still ask for it */
async function keepUnclaimed(
  line: Line,
  result: Unclaimed | undefined,
  fateOf: (name: RecordName) => Fate,
  store: AnswerStore,
): Promise<boolean> {
  try {
    if (isRecorded(line, store, result?.requestId)) {
      return true;
    }
    if (result === undefined || fateOf(nameOf(line)) === "wait") {
      return false;
    }
    await result.keep();
    return true;
  } catch (error) {
    // A record that git could not merge, or of a later version, is mended first.
    if (error instanceof PreloError && !/^(?:READ|WRITE)_FAILED$/.test(error.code)) {
      return false;
    }
    throw error;
  }
}

const meanings = {
  expired: "not done when it expired",
  failed: "failed",
  missing: "not in its results",
} as const;

function describeLeft(left: readonly Line[], reason: string | undefined): string {
  const counts = (["expired", "failed", "missing"] as const).flatMap((why) => {
    const count = left.filter(({ lacks }) => lacks === why).length;
    return count === 0 ? [] : [`${plural(count, "request")} ${meanings[why]}`];
  });
  return `${counts.join(", ")}${reason === undefined ? "" : ` (${reason})`}; asked again`;
}
