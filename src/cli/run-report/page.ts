import type { BuildResult } from "../../build/build.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { summarizeFailures } from "../reporters/summary.ts";
import { html, type Html } from "./html.ts";
import type { RunRecord } from "./run-record.ts";
import { style } from "./style.ts";
import { listTotals, tableArticles, tableAttempts, tableExtremes, tableModels } from "./tables.ts";
import { drawThroughput } from "./throughput.ts";
import { drawTimeline } from "./timeline.ts";

/** So many warnings are told one by one. */
const mostWarnings = 50;

/** The report of a run: one HTML page that needs nothing else. */
export function renderReport(record: RunRecord, result: BuildResult, elapsedMs: number): string {
  const startMs = record.startedMs ?? 0;
  const range = { startMs, endMs: Math.max(record.endedMs, startMs + 1) };
  const date = new Date(startMs).toISOString().slice(0, 19).replace("T", " ");
  const isAsked = record.spans.length > 0;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="robots" content="noindex" />
        <title>Run of ${date} UTC – Prelo</title>
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        <h1>Run of ${date} UTC</h1>
        ${listTotals(result, elapsedMs)} ${renderFailures(result)}
        ${isAsked ? [section("Timeline", drawTimeline(record, range))] : []}
        ${record.failedAttempts.length > 0 ? [tableAttempts(record)] : []}
        ${record.answered.length > 0 ? [section("Throughput", drawThroughput(record, result.job, range))] : []}
        ${record.answered.length > 0 ? [section("Models", tableModels(record))] : []}
        ${section("Articles", tableArticles(record))}
        ${record.answered.length > 0 ? [section("The slowest and the dearest", tableExtremes(record))] : []}
        ${renderWarnings(record)}
      </body>
    </html> `;
  return page.html;
}

function section(title: string, content: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** What failed and what to do, as the terminal says it: alike failures once. */
function renderFailures(result: BuildResult): readonly Html[] {
  const failures = summarizeFailures(result);
  if (failures.length === 0) {
    return [];
  }
  const title = result.stoppedBy === undefined ? "What failed" : "Why the run stopped early";
  return [
    section(
      title,
      html`<ul>
        ${failures.map(({ text }) => {
          const [first = "", ...more] = text.split("\n");
          return html`<li>
            <span class="bad">${first}</span>${more.map((line) => html`<br />${line}`)}
          </li>`;
        })}
      </ul>`,
    ),
  ];
}

function renderWarnings({ warnings }: RunRecord): readonly Html[] {
  if (warnings.length === 0) {
    return [];
  }
  const more = warnings.length - mostWarnings;
  return [
    section(
      "Warnings",
      html`<ul>
        ${warnings.slice(0, mostWarnings).map(({ article, block, message }) => {
          const name = block === undefined ? article : `${article}/${block}`;
          return html`<li>${name}: ${message}</li>`;
        })}${more > 0 ? [html`<li>and ${plural(more, "more warning")}</li>`] : []}
      </ul>`,
    ),
  ];
}
