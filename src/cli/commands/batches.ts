import { resolve } from "node:path";
import { type KnownBatch, listBatches } from "../../build/batches/list-batches.ts";
import { exitCodes } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { createEnvironment } from "../environment.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { listenForSignals } from "../signals.ts";
import { writeJson, writeProgress, writeResult } from "../terminal.ts";

export interface BatchesFlags {
  readonly cancel?: string;
  readonly json?: true;
}

/** `prelo batches`. @returns the exit code */
export async function runBatches(job: string, { cancel, json }: BatchesFlags): Promise<number> {
  const signals = listenForSignals();
  try {
    const environment = createEnvironment(() => undefined, signals);
    const options = { jobFile: resolve(job), ...(cancel !== undefined && { cancel }) };
    const batches = await listBatches(options, environment);
    const nowMs = environment.now();
    if (json) {
      writeJson({ version: jsonVersion, batches: batches.map((each) => toJson(each, nowMs)) }, 2);
      return exitCodes.ok;
    }
    for (const batch of batches) {
      writeResult(describe(batch, nowMs));
    }
    const out = batches.filter(({ note }) => note.state !== "settled");
    writeProgress(
      out.length === 0
        ? "No batch is out."
        : `${plural(out.length, "batch is", "batches are")} out: \`prelo build\` takes in what is back.`,
    );
    return exitCodes.ok;
  } finally {
    signals.dispose();
  }
}

function toJson({ note, status, answered, failed, error }: KnownBatch, nowMs: number): object {
  return {
    key: note.key,
    id: note.batch ?? null,
    provider: note.provider,
    model: note.model,
    endpoint: note.endpoint,
    state: note.state,
    status: status ?? note.ended ?? null,
    requests: note.requests,
    answered: answered ?? note.answered ?? null,
    failed: failed ?? null,
    created: note.created,
    age_seconds: Math.round(ageOf(note.created, nowMs) / 1000),
    max_cost_usd: note.bound_usd ?? null,
    cost_usd: note.cost_usd ?? null,
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
}

function describe({ note, status, answered, error }: KnownBatch, nowMs: number): string {
  const { batch, key, provider, model, requests, state, ended } = note;
  const done = answered ?? note.answered;
  const counts =
    done === undefined
      ? plural(requests, "request")
      : `${done} of ${plural(requests, "request")} answered`;
  const cost =
    note.cost_usd === undefined
      ? note.bound_usd === undefined
        ? ""
        : `, at most $${note.bound_usd.toFixed(4)}`
      : `, $${note.cost_usd.toFixed(4)}`;
  const is = state === "settled" ? `settled (${ended ?? "gone"})` : (status ?? "not submitted yet");
  const why = error === undefined ? "" : `; ${error.code}: ${error.message}`;
  return `${batch ?? key}  ${provider}, ${model}: ${error === undefined ? is : "out"}, ${counts}, ${describeAge(note.created, nowMs)} old${cost}${why}`;
}

function ageOf(created: string, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(created));
}

function describeAge(created: string, nowMs: number): string {
  const minutes = Math.floor(ageOf(created, nowMs) / 60_000);
  return minutes < 120 ? plural(minutes, "minute") : plural(Math.floor(minutes / 60), "hour");
}
