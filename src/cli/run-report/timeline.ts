import { formatDuration } from "./format.ts";
import { html, type Html } from "./html.ts";
import type { RunRecord, Span, SpanKind } from "./run-record.ts";

/** More spans than this are not drawn one by one: nobody could tell them apart. */
const mostSpans = 800;
/** The shares of a chart's width that an amount is told for. */
const buckets = 200;
/** A chart's own units; the page stretches it to its width. */
const widthUnits = 1000;
const laneUnits = 10;
/** One that ends and the next in its place may be told in either order, in milliseconds. */
const clockMs = 2;
const heightUnits = 60;

/** A part of the run's work, and the spans that belong to it. */
const parts: readonly { readonly title: string; readonly kinds: readonly SpanKind[] }[] = [
  { title: "In line", kinds: ["line"] },
  { title: "Requests", kinds: ["request", "failed"] },
  { title: "Pauses before another attempt", kinds: ["pause"] },
  { title: "Waits of a model", kinds: ["wait"] },
  { title: "Downloads", kinds: ["download"] },
  { title: "Pictures drawn", kinds: ["picture"] },
];

/** From when to when a chart goes, in milliseconds since the epoch. */
export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** What happened when: each part of the work along the same time. */
export function drawTimeline(record: RunRecord, range: Range): Html {
  const isSmall = record.spans.length <= mostSpans;
  const charts = parts.flatMap(({ title, kinds }) => {
    const spans = record.spans.filter(({ kind }) => kinds.includes(kind));
    // A line that nobody stood in is not worth a chart.
    if (spans.every(({ startMs, endMs }) => endMs - startMs < 1)) {
      return [];
    }
    // Who stands in line, each as long as those before: a bar for each would show nothing else.
    const draw = isSmall && !kinds.includes("line") ? drawSpans : drawAmount;
    return [draw(title, spans, range)];
  });
  return html`${charts} ${drawAxis(range)}
    <p class="note">
      ${
        isSmall
          ? "Each bar is one of its kind; red ones failed. Pointing at a bar says which."
          : `${record.spans.length} spans are too many for a bar each: the height is how many there were at a time; red is what failed.`
      }
    </p>`;
}

/** One bar each, in as few rows as they need. */
function drawSpans(title: string, spans: readonly Span[], range: Range): Html {
  const lanes: number[] = [];
  const toX = scaleTo(range);
  const bars = spans
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ kind, startMs, endMs, name, note }) => {
      const free = lanes.findIndex((end) => end <= startMs + clockMs);
      const lane = free < 0 ? lanes.length : free;
      lanes[lane] = endMs;
      const x = toX(startMs);
      const width = Math.max(1.5, toX(endMs) - x);
      const told = `${name}: ${note}, ${formatDuration(endMs - startMs)}`;
      return html`<rect
        class="${kind}"
        x="${x}"
        y="${lane * laneUnits + 1}"
        width="${width.toFixed(1)}"
        height="${laneUnits - 2}"
        ><title>${told}</title></rect
      >`;
    });
  const height = lanes.length * laneUnits;
  return figure(title, `${spans.length}, at most ${lanes.length} at a time`, height, bars);
}

/** How many there were at a time, as an area; what failed, as one before it. */
function drawAmount(title: string, spans: readonly Span[], range: Range): Html {
  const all = countAt(spans, range);
  const failed = countAt(
    spans.filter(({ kind }) => kind === "failed"),
    range,
  );
  const most = Math.max(1, ...all);
  const kind = spans.find((span) => span.kind !== "failed")?.kind ?? "failed";
  const areas = [
    html`<path class="${kind}" d="${toArea(all, most)}" />`,
    html`<path class="failed" d="${toArea(failed, most)}" />`,
  ];
  return figure(
    title,
    `${spans.length}, at most ${Math.round(most)} at a time`,
    heightUnits,
    areas,
  );
}

/** How many spans lasted in each part of the time, on average. */
function countAt(spans: readonly Span[], { startMs, endMs }: Range): readonly number[] {
  const bucketMs = Math.max(1, (endMs - startMs) / buckets);
  const counts = Array.from({ length: buckets }, () => 0);
  for (const span of spans) {
    const from = (span.startMs - startMs) / bucketMs;
    const to = Math.min(buckets, (span.endMs - startMs) / bucketMs);
    for (let index = Math.max(0, Math.floor(from)); index < to; index += 1) {
      counts[index] = (counts[index] ?? 0) + Math.min(to, index + 1) - Math.max(from, index);
    }
  }
  return counts;
}

/** A path around what lies under a row of values. */
export function toArea(values: readonly number[], most: number): string {
  const step = widthUnits / values.length;
  const points = values.map((value, index) => {
    const y = (heightUnits * (1 - value / most)).toFixed(1);
    return `V${y}H${((index + 1) * step).toFixed(1)}`;
  });
  return `M0 ${heightUnits}${points.join("")}V${heightUnits}Z`;
}

/** A chart under its title. */
export function figure(title: string, told: string, height: number, shapes: readonly Html[]): Html {
  return html`<figure>
    <figcaption><b>${title}</b> ${told}</figcaption>
    <svg
      role="img"
      aria-label="${title}: ${told}"
      viewBox="0 0 ${widthUnits} ${height}"
      preserveAspectRatio="none"
      style="height:${Math.min(height, 320)}px"
    >
      ${shapes}
    </svg>
  </figure>`;
}

/** The times below a chart, in words that do not stretch with it. */
export function drawAxis({ startMs, endMs }: Range): Html {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => formatDuration(share * (endMs - startMs)));
  return html`<div class="axis" aria-hidden="true">
    ${ticks.map((tick) => html`<span>${tick}</span>`)}
  </div>`;
}

function scaleTo({ startMs, endMs }: Range): (ms: number) => number {
  const spanMs = Math.max(1, endMs - startMs);
  return (ms) =>
    Number(((Math.min(Math.max(ms, startMs), endMs) - startMs) * (widthUnits / spanMs)).toFixed(1));
}
