import type { Status } from "../../answers/types.ts";
import type { BlockReport } from "../../build/plan-report.ts";

/** Whether there is more to say of a block than that its answer is fresh. */
export function isNews({ status, requests, warning, reasons, assessment }: BlockReport): boolean {
  return (
    status !== "fresh" ||
    requests > 0 ||
    warning !== undefined ||
    reasons.length > 0 ||
    assessment?.movedFrom !== undefined ||
    assessment?.adopts !== undefined
  );
}

/** How many blocks there are of each status; those that there are. */
export function countStatuses(
  blocks: readonly Pick<BlockReport, "status">[],
): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of blocks) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
