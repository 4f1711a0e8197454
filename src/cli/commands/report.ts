import { describeCached } from "../describe-cached.ts";
import { resolve } from "node:path";
import type { Spent } from "../../answers/spending.ts";
import { reportJob } from "../../build/report.ts";
import { exitCodes } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { writeJson, writeResult } from "../terminal.ts";

export interface ReportFlags {
  readonly json?: true;
}

/** `prelo report`. @returns the exit code */
export async function runReport(job: string, { json }: ReportFlags): Promise<number> {
  const { total, articles, models, months } = await reportJob(resolve(job));
  if (json) {
    writeJson(
      {
        version: jsonVersion,
        total: toJson(total),
        articles: listOf(articles),
        models: listOf(models),
        months: listOf(months),
      },
      2,
    );
    return exitCodes.ok;
  }
  if (total.answers === 0) {
    writeResult("No answer is recorded that was paid for.");
    return exitCodes.ok;
  }
  for (const [title, sums] of [
    ["by month", months],
    ["by model", models],
    ["by article", articles],
  ] as const) {
    writeResult(title);
    renderSums(sums).forEach(writeResult);
    writeResult("");
  }
  writeResult(`In all ${describe(total).trim()}.`);
  return exitCodes.ok;
}

function listOf(sums: ReadonlyMap<string, Spent>): readonly object[] {
  return [...sums].map(([name, spent]) => Object.assign({ name }, toJson(spent)));
}

function toJson({ inputTokens, cachedTokens, outputTokens, usd, ...spent }: Spent): object {
  return {
    answers: spent.answers,
    pictures: spent.pictures,
    input_tokens: inputTokens,
    cached_tokens: cachedTokens,
    output_tokens: outputTokens,
    cost_usd: usd,
    unpriced: spent.unpriced,
  };
}

/** A longer name takes the room that it needs. */
const longestPadding = 40;

function renderSums(sums: ReadonlyMap<string, Spent>): readonly string[] {
  const longest = Math.max(...[...sums.keys()].map((name) => name.length));
  const width = Math.min(longestPadding, longest);
  return [...sums].map(([name, spent]) => `  ${name.padEnd(width)}  ${describe(spent)}`);
}

function describe(spent: Spent): string {
  const { answers, inputTokens, outputTokens, usd, unpriced } = spent;
  const cached = describeCached(spent);
  const unknown = unpriced > 0 ? `, and ${plural(unpriced, "answer")} of unknown price` : "";
  return (
    `${`$${usd.toFixed(4)}`.padStart(9)}  ${plural(answers, "answer")}, ` +
    `${inputTokens} tokens in${cached}, ${outputTokens} out${unknown}`
  );
}
