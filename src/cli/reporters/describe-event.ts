import { plural } from "../../job/diagnostics/plural.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { describeFailures } from "../../checks/types.ts";
import { listSome } from "../list-some.ts";
import type { RunEvent } from "../../requests/events.ts";

/** One plain line for an event; undefined for one that only programs need. */
export function describeEvent(event: RunEvent): string | undefined {
  const subject =
    "block" in event && event.block !== undefined ? `${event.article}/${event.block}` : "";
  switch (event.type) {
    case "started":
    case "planned":
    case "due":
    case "queued":
    case "replied":
      return undefined;
    case "asked":
      return event.inBatch
        ? undefined
        : `${subject}: asked ${event.model}${event.provider === sandboxProvider ? " (sandbox)" : ""}${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`;
    case "attempt-failed":
      return event.retryInMs === undefined
        ? undefined // The failure itself follows, with what to do.
        : event.code === "PROVIDER_NO_ROOM"
          ? `${subject}: ${event.message}; asked again in ${formatSeconds(event.retryInMs)}`
          : `${subject}: attempt ${event.attempt} failed: ${event.message}; again in ${formatSeconds(event.retryInMs)}`;
    case "check-failed":
      return `${subject}: attempt ${event.attempt} of ${event.of} fails a check: ${describeFailures(event.failures)}${event.attempt < event.of ? "; asked again" : ""}`;
    case "answered":
      return `${subject}: answered in ${formatSeconds(event.tookMs)}${event.outputTokens === undefined ? "" : `, ${event.outputTokens} tokens`}`;
    case "downloaded":
      return `${subject}: downloaded ${event.number} of ${event.of}, ${formatBytes(event.bytes)}`;
    case "resized":
      return `${subject}: resized ${event.number === "sheet" ? "the contact sheet" : `${event.number} of ${event.of}`} into ${event.variants} files`;
    case "edited":
      return `${subject}: edited by a person; kept${event.outdated ? ", although it now answers an older question (--refresh asks again)" : ""}`;
    case "moved":
      return describeMoves(event);
    case "shared":
      return `${subject}: the same request as ${event.article}/${event.with}; one answer for both`;
    case "found":
      return `${subject}: its reply was in the queue already; nothing is sent`;
    case "workers":
      return event.isNews ? describeWorkers(event) : undefined;
    case "batch":
      return describeBatch(event);
    case "failed":
      return `${subject === "" ? event.article : subject}: failed: ${event.message} (${event.code})`;
    case "waiting":
      return describeWaiting(event);
    case "sandbox":
      return `${event.article}: SANDBOX: ${event.reason}; texts and pictures come from the built-in sandbox, not from a model`;
    case "warning":
      return `${subject === "" ? event.article : subject}: warning: ${event.message}`;
    case "published":
      return `${event.article}: published, ${plural(event.changed, "file")} written`;
    case "finished":
      return event.status !== "failed"
        ? undefined
        : `${event.article}: not published, ${event.failures > 0 ? plural(event.failures, "failure") : "answers are missing"}`;
  }
}

function describeBatch(event: RunEvent & { readonly type: "batch" }): string | undefined {
  const { provider, model, id, requests, answered = 0, ended, message } = event;
  const what = `${provider}, ${model}: batch ${id}`;
  switch (event.state) {
    case "submitted":
      return `${what} with ${plural(requests, "request")} is out`;
    case "found":
      return `${what} with ${plural(requests, "request")} was out already`;
    case "polled":
      return `${what}: ${answered} of ${requests} answered`;
    case "settled":
      return `${what} is back (${ended}): ${answered} of ${requests} answered${message === undefined ? "" : `; ${message}`}`;
  }
}

function describeWorkers({ workers, message }: RunEvent & { readonly type: "workers" }): string {
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  return `queue: ${message ?? `${plural(workers.length, "worker")}, up to ${plural(slots, "request")} at a time`}`;
}

function describeWaiting(event: Extract<RunEvent, { type: "waiting" }>): string {
  const queue = `${event.provider}, ${event.model}`;
  const until = `until ${new Date(event.untilMs).toISOString().slice(11, 19)} UTC`;
  switch (event.reason) {
    case "pace":
      return `${queue}: waiting for the limit ${until}`;
    case "server":
      return `${queue}: the server asks to wait ${until}`;
    case "outage":
      return `${queue}: the server is down (${event.message}); one request at a time checks whether it is back, the others wait, ${until} at the latest`;
    case "queue":
      return `${queue}: nothing is sent while the shared limits are unknown (${event.message}), ${until} at the latest`;
  }
}

function describeMoves({ article, answers }: RunEvent & { readonly type: "moved" }): string {
  const count = plural(answers.length, "answer");
  const names = answers.map(
    ({ block, from, copied }) => `${from} → ${block}${copied ? " (copied)" : ""}`,
  );
  return `${article}: ${count} found under another name, and moved: ${listSome(names)}`;
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

function formatBytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
