import { plural } from "../../job/diagnostics/plural.ts";
import { type Piece, type Tone, widthOf } from "../paint.ts";
import type { Progress } from "./progress.ts";

/** What the lines at the bottom are drawn for. */
export interface ViewOptions {
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

type Line = readonly Piece[];

const indent = 2;
/** Columns of the bar, and the width from which there is one. */
const barColumns = 20;
const columnsForBar = 70;
const waitsShown = 3;
const workersShown = 4;
const batchesShown = 4;
const separator: Piece = { text: " · ", tone: "quiet" };

/** The lines of a run's view: how far it is, what it took, what it waits for. */
export function viewProgress(progress: Progress, options: ViewOptions): readonly Line[] {
  return [
    viewRequests(progress, options),
    viewPictures(progress, options),
    viewUse(progress, options),
    viewArticles(progress, options),
    ...viewWorkers(progress, options),
    ...viewBatches(progress, options),
    ...viewWaits(progress, options),
  ].filter((line) => line.length > 0);
}

function viewRequests(progress: Progress, { columns, nowMs }: ViewOptions): Line {
  const { retries, isStopping } = progress;
  const { done, out, inLine, total } = progress.requests;
  const { requests, isExact } = total;
  if (requests === 0) {
    return isStopping ? joinFitting([strong("Stopping")], columns) : [];
  }
  const of = isExact ? `${requests}` : `about ${requests}`;
  const leftMs = isStopping ? undefined : progress.requests.leftMs(nowMs, progress.waits(nowMs));
  const bar = columns >= columnsForBar ? [...drawBar(done / requests), " "] : [];
  const said = joinFitting(
    [
      strong(
        isStopping ? "Stopping" : `${done} of ${of} ${requests === 1 ? "request" : "requests"}`,
      ),
      `${out} asked`,
      ...(inLine > 0 && !isStopping ? [`${inLine} in line`] : []),
      ...(leftMs !== undefined && done < requests ? [`${formatLeft(leftMs)} left`] : []),
      ...(retries > 0 ? [toned(plural(retries, "retry", "retries"), "warning")] : []),
    ],
    columns - (bar.length > 0 ? barColumns + 1 : 0),
  );
  return [" ".repeat(indent), ...bar, ...said];
}

function viewPictures({ downloaded, drawn }: Progress, { columns }: ViewOptions): Line {
  if (downloaded + drawn === 0) {
    return [];
  }
  return row([`${plural(downloaded, "picture")} downloaded`, `${drawn} drawn`], columns);
}

function viewUse(progress: Progress, { columns }: ViewOptions): Line {
  const { inputTokens, outputTokens, asksModels } = progress;
  const tokens = `${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`;
  return inputTokens + outputTokens === 0 && !asksModels
    ? []
    : row([describeSpent(progress), tokens], columns);
}

/** What the run cost so far, as far as that is known. */
export function describeSpent(progress: Progress): string {
  const { asksModels, spentUsd, unpriced, budgetUsd } = progress;
  if (!asksModels) {
    return "no cost (sandbox)";
  }
  if (unpriced > 0 && spentUsd === 0) {
    return "cost unknown";
  }
  const of = budgetUsd === undefined ? "" : ` of $${budgetUsd.toFixed(2)}`;
  return `$${spentUsd.toFixed(4)}${of}${unpriced > 0 ? `, and ${unpriced} of unknown price` : ""}`;
}

function viewArticles(progress: Progress, { columns }: ViewOptions): Line {
  const { articles, finished, failedArticles } = progress;
  const done = `${finished - failedArticles} of ${plural(articles, "article")} done`;
  const failed = failedArticles > 0 ? [toned(`${failedArticles} not published`, "bad")] : [];
  return row([done, ...failed, ...progress.requests.openArticles], columns);
}

function viewWorkers({ workers }: Progress, { columns }: ViewOptions): readonly Line[] {
  const shown = workers
    .slice(0, workersShown)
    .map(({ name, slots, busy, answered }) =>
      row([name, `${busy} of ${slots} busy`, `${answered} answered`], columns),
    );
  const more = workers.length - shown.length;
  return more > 0 ? [...shown, row([`and ${plural(more, "more worker")}`], columns)] : shown;
}

function viewBatches({ batches }: Progress, { columns }: ViewOptions): readonly Line[] {
  const shown = batches
    .slice(0, batchesShown)
    .map(({ provider, model, requests, answered = 0 }) =>
      row([`batch: ${answered} of ${requests} answered`, `${model}, ${provider}`], columns),
    );
  const more = batches.length - shown.length;
  return more > 0
    ? [...shown, row([`and ${plural(more, "more batch", "more batches")}`], columns)]
    : shown;
}

function viewWaits(progress: Progress, { columns, nowMs }: ViewOptions): readonly Line[] {
  const waits = progress.waits(nowMs);
  const shown = waits.slice(0, waitsShown).map(({ provider, model, reason, untilMs, message }) => {
    const until = `until ${formatTime(untilMs)} (${formatLeft(untilMs - nowMs)})`;
    const why = {
      pace: `limit: waiting ${until}`,
      server: `server: waiting ${until}`,
      outage: `server down: tried ${until}`,
      queue: `shared limits unknown ${until}`,
    }[reason];
    const parts = [`${model}, ${provider}`, ...(message === undefined ? [] : [message])];
    return row([toned(why, "warning"), ...parts], columns);
  });
  const more = waits.length - shown.length;
  return more > 0 ? [...shown, row([`and ${more} more waiting`], columns)] : shown;
}

function row(parts: readonly Piece[], columns: number): Line {
  return [" ".repeat(indent), ...joinFitting(parts, columns)];
}

/** The parts that fit on a line, with a separator between; the first one always. */
function joinFitting(parts: readonly Piece[], columns: number): Line {
  let left = columns - indent - 1;
  const line: Piece[] = [];
  for (const part of parts) {
    const pieces = line.length === 0 ? [part] : [separator, part];
    const width = pieces.reduce((sum, piece) => sum + widthOf(textOf(piece)), 0);
    if (width > left && line.length > 0) {
      return line;
    }
    left -= width;
    line.push(...pieces);
  }
  return line;
}

function textOf(piece: Piece): string {
  return typeof piece === "string" ? piece : piece.text;
}

function drawBar(share: number): readonly Piece[] {
  const full = Math.round(Math.min(1, share) * barColumns);
  return [toned("━".repeat(full), "good"), toned("─".repeat(barColumns - full), "quiet")];
}

function toned(text: string, tone: Tone): Piece {
  return { text, tone };
}

function strong(text: string): Piece {
  return toned(text, "strong");
}

function formatCount(count: number): string {
  if (count < 10_000) {
    return `${count}`;
  }
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) {
    return `${seconds} s`;
  }
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** The time of day where the terminal stands. */
function formatTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
