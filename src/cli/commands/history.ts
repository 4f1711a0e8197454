import { resolve } from "node:path";
import { tellHistories } from "../../build/history.ts";
import { exitCodes } from "../../errors.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface HistoryFlags {
  readonly job: string;
  readonly json?: true;
}

/** `prelo history`. @returns the exit code */
export async function runHistory(name: string, { job, json }: HistoryFlags): Promise<number> {
  const histories = await tellHistories(resolve(job), name);
  if (json) {
    writeResult(JSON.stringify({ version: 1, answers: histories }, null, 2));
    return exitCodes.ok;
  }
  for (const { article, block, number, versions } of histories) {
    writeProgress(
      `${article}/${block}${number === undefined ? "" : `/${number}`}: ${versions.length === 0 ? "no answer yet" : "the newest first"}`,
    );
    for (const { created, model = "", cost_usd, at, author, file, change } of versions) {
      const date = (created ?? "").slice(0, 16).replace("T", " ").padEnd(16);
      const cost = (cost_usd === undefined ? "" : `$${cost_usd.toFixed(4)}`).padStart(9);
      const place = at === "on disk" ? file : `${at} ${author ?? ""}`.trimEnd();
      writeResult(`${date}  ${cost}  ${model}  ${place}: ${change}`);
    }
  }
  return exitCodes.ok;
}
