import { PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { BatchSettings } from "../../job/types.ts";
import type { Line } from "./note.ts";

/** How often a request goes by batch before it is asked in another way. */
const mostTries = 3;

/** What is known of a request from the batches before that did not answer it. */
export type History = Pick<Line, "since" | "tries" | "lacks">;

/** Whether a request has been tried often enough, or waited long enough. */
export function isInVain(
  { since, tries, lacks }: History,
  { deadlineHours }: BatchSettings,
  nowMs: number,
): boolean {
  const lateMs = nowMs - Date.parse(since) - deadlineHours * 3_600_000;
  return lacks === "expired" || tries >= mostTries || lateMs >= 0;
}

/** Why a request failed that no batch has answered. */
export function inVain({ tries, lacks }: History, { deadlineHours }: BatchSettings): PreloError {
  const why =
    lacks !== "expired" && tries >= mostTries
      ? `${mostTries} batches did not answer it`
      : `no batch has answered it within ${plural(deadlineHours, "hour")}`;
  return new PreloError("BATCH_FAILED", why, {
    hint: "`then: standard` under `batch` in the job asks at once what no batch answered; `processing: standard` does so from the start.",
  });
}
