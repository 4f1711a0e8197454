import type { Job } from "../../job/types.ts";
import { formatNumber } from "./format.ts";
import { groupBy } from "./group-by.ts";
import { html, type Html } from "./html.ts";
import type { Answered, RunRecord } from "./run-record.ts";
import { drawAxis, figure, type Range, toArea } from "./timeline.ts";

const minuteMs = 60_000;
/** A rate is told for each of so many parts of the run, of a second at the least. */
const mostParts = 120;
const shortestPartMs = 1000;
const heightUnits = 60;
const widthUnits = 1000;

/** How fast each model answered, against what the job allows its provider. */
export function drawThroughput(record: RunRecord, { providers }: Job, range: Range): Html {
  const queues = groupBy(record.answered, ({ provider, model }) =>
    JSON.stringify([provider, model]),
  );
  const charts = [...queues.values()].flatMap((answered) => {
    const [{ provider, model } = { provider: "", model: "" }] = answered;
    const limits = providers.get(provider)?.limits;
    const name = `${model}, ${provider}`;
    const ones = answered.map(() => 1);
    const tokens = answered.map((each) => each.inputTokens + each.outputTokens);
    const requests = drawRate(
      `${name}: requests a minute`,
      answered,
      ones,
      limits?.requestsPerMinute,
      range,
    );
    return tokens.some((count) => count > 0)
      ? [
          requests,
          drawRate(`${name}: tokens a minute`, answered, tokens, limits?.tokensPerMinute, range),
        ]
      : [requests];
  });
  return charts.length === 0
    ? html`<p>No request was answered.</p>`
    : html`${charts} ${drawAxis(range)}
        <p class="note">
          Counted when answers come. A peak above the limit is answers that came together, not
          requests that went out too fast.
        </p>`;
}

function drawRate(
  title: string,
  answered: readonly Answered[],
  amounts: readonly number[],
  limit: number | undefined,
  { startMs, endMs }: Range,
): Html {
  const spanMs = Math.max(shortestPartMs, endMs - startMs);
  const count = Math.max(1, Math.min(mostParts, Math.floor(spanMs / shortestPartMs)));
  const partMs = spanMs / count;
  const rates = Array.from({ length: count }, () => 0);
  for (const [index, each] of answered.entries()) {
    const part = Math.min(count - 1, Math.max(0, Math.floor((each.endMs - startMs) / partMs)));
    rates[part] = (rates[part] ?? 0) + ((amounts[index] ?? 0) * minuteMs) / partMs;
  }
  const peak = Math.max(1, ...rates);
  const mean = (amounts.reduce((sum, amount) => sum + amount, 0) * minuteMs) / spanMs;
  // A limit that is far off would press the chart flat: it is told only.
  const isDrawn = limit !== undefined && limit < 3 * peak;
  const most = isDrawn ? Math.max(peak, limit * 1.05) : peak;
  const shapes = [
    html`<path class="request" d="${toArea(rates, most)}" />`,
    ...(isDrawn
      ? [
          html`<path
            class="limit"
            d="M0 ${(heightUnits * (1 - limit / most)).toFixed(1)}H${widthUnits}"
          />`,
        ]
      : []),
  ];
  const of = limit === undefined ? "no limit is given" : `the limit is ${formatNumber(limit)}`;
  const told = `${formatNumber(mean)} on average, ${formatNumber(peak)} at the most; ${of}`;
  return figure(title, told, heightUnits, shapes);
}
