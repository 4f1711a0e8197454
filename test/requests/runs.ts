import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import { AnswerStore } from "../../src/answers/store.ts";
import type { ImageAnswer } from "../../src/answers/types.ts";
import { PreloError } from "../../src/errors.ts";
import { createHttpClient } from "../../src/requests/http/client.ts";
import type { Budget, Price, Provider } from "../../src/job/types.ts";
import { boundRequest } from "../../src/plan/cost.ts";
import { priceReply } from "../../src/plan/prices/bill.ts";
import { findDependencies } from "../../src/plan/dependencies.ts";
import type { AskedBlock } from "../../src/job/asked.ts";
import { resolveRequest } from "../../src/plan/request.ts";
import type { RunContext } from "../../src/requests/context.ts";
import type { RunEvent } from "../../src/requests/events.ts";
import { Downloads } from "../../src/requests/downloads/downloads.ts";
import { openHttpExchange } from "../../src/requests/calls/exchange.ts";
import { PrefixLeads } from "../../src/requests/pace/prefix-leads.ts";
import { openQueues } from "../../src/requests/pace/queue.ts";
import { type Outcome, runTasks } from "../../src/requests/run-tasks.ts";
import { Spending } from "../../src/requests/spending.ts";
import type { Task } from "../../src/requests/task.ts";
import { createFinder } from "../../src/secrets/find.ts";
import { makeFolder } from "../support/folders.ts";
import { makeArticle, makeProvider } from "../support/job-parts.ts";
import { makeKey } from "../support/keys.ts";
import { type Call, sendJson } from "../support/scripted-server.ts";

export interface RunOptions {
  readonly origin: string;
  readonly provider?: Provider;
  readonly budget?: Budget;
  readonly price?: Price;
  /** Milliseconds since the epoch; the real clock unless it is given. */
  readonly now?: () => number;
  /** A clock that nobody sets; the real one unless it is given. */
  readonly clock?: () => number;
  readonly random?: () => number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Whether what finds no room in the flex tier is asked without a tier. */
  readonly fallsBack?: boolean;
  /** Pictures of the same request that are recorded already, by block. */
  readonly partial?: Readonly<Record<string, ImageAnswer>>;
}

export interface TestRun {
  readonly context: RunContext;
  readonly store: AnswerStore;
  readonly events: readonly RunEvent[];
  readonly key: string;
  /** Answers blocks of one article, in an order that dependencies allow. */
  readonly ask: (...blocks: readonly AskedBlock[]) => Promise<ReadonlyMap<string, Outcome>>;
}

/**
 * What a run needs, with a scripted server as its provider. Draws no lots: without a word of the
 * server's, a request is sent again at once.
 */
export async function openTestRun(options: RunOptions): Promise<TestRun> {
  const {
    origin,
    provider = makeProvider(),
    price,
    onEvent,
    partial = {},
    fallsBack = false,
  } = options;
  const events: RunEvent[] = [];
  const key = makeKey();
  const client = createHttpClient({ connections: 64 });
  onTestFinished(() => client.close());
  const store = new AnswerStore(await makeFolder());
  const connection = {
    provider: provider.name,
    baseUrl: `${origin}/v1`,
    apiKey: key,
    apiKeyEnv: "MY_KEY",
    headers: provider.headers,
    timeoutMs: provider.timeoutMs,
    secrets: createFinder([{ name: "MY_KEY", value: key, isKey: true }]),
    isAllowed: () => false,
  };
  const now = options.now ?? (() => Date.now());
  const aborting = new AbortController();
  const queues = openQueues(provider, undefined, () =>
    Promise.resolve(openHttpExchange(client, connection, { signal: context.aborting, now })),
  );
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal, aborting.signal);
  const context: RunContext = {
    client,
    store,
    queueOf: (_provider, model) => queues.queueOf(model),
    connectionOf: () => Promise.resolve(connection),
    leads: new PrefixLeads(options.clock ?? (() => performance.now())),
    spending: new Spending(options.budget ?? {}),
    priceReply: (_request, reply) => priceReply(reply, price),
    emit: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    now,
    clock: options.clock ?? (() => performance.now()),
    random: options.random ?? (() => 0),
    stopping,
    aborting: aborting.signal,
    downloads: new Downloads(8),
    inspectPicture: inspectTestPicture,
  };
  return {
    context,
    store,
    events,
    key,
    ask: (...blocks) =>
      runTasks(
        "a",
        blocks.map((block): Task => ({
          block,
          dependsOn: findDependencies(makeArticle(blocks), block),
          decide: (bodies) => {
            const request = resolveRequest(makeArticle(blocks), block, provider, bodies);
            const known = partial[block.id];
            return Promise.resolve({
              ask: true,
              request,
              provider,
              mayShare: false,
              fallsBack,
              recorded: request.body,
              bound: boundRequest(request, price),
              uses: Object.fromEntries(
                Object.entries(bodies).map(([id, body]) => [id, hashBytes(body)]),
              ),
              ...(known !== undefined && { partial: known }),
            });
          },
        })),
        context,
        () => Promise.resolve(),
      ),
  };
}

/** Ends a run as Ctrl-C does. */
export function makeInterruption(): PreloError {
  return new PreloError("INTERRUPTED", "interrupted");
}

export function outcomeOf(outcomes: ReadonlyMap<string, Outcome>, id: string): Outcome {
  const outcome = outcomes.get(id);
  if (outcome === undefined) {
    throw new Error(`no outcome of ${id}`);
  }
  return outcome;
}

/** The error of a block that must have failed. */
export function errorOf(outcomes: ReadonlyMap<string, Outcome>, id: string): PreloError {
  const outcome = outcomeOf(outcomes, id);
  if (outcome.ok) {
    throw new Error(`${id} was answered`);
  }
  return outcome.error;
}

/** The text of a block that must have been answered. */
export function bodyOf(outcomes: ReadonlyMap<string, Outcome>, id: string): string {
  const outcome = outcomeOf(outcomes, id);
  if (!outcome.ok) {
    throw outcome.error;
  }
  return outcome.answer.kind === "text" ? outcome.answer.body : "";
}

/** The codes of all failures, by block. */
export function codesOf(outcomes: ReadonlyMap<string, Outcome>): Record<string, string> {
  return Object.fromEntries(
    [...outcomes].map(([id, outcome]) => [id, outcome.ok ? "answered" : outcome.error.code]),
  );
}

export const usage = { input_tokens: 3, output_tokens: 5 };

/** Answers /responses with an echo of what was asked, or with another text. */
export function sendAnswer(call: Call, response: ServerResponse, text = echo(call)): void {
  const content = [{ type: "output_text", text, annotations: [] }];
  const output = [{ type: "message", role: "assistant", content }];
  sendJson(response, { status: "completed", model: "served", output, usage }, 200, {
    "x-request-id": `req_${call.index}`,
  });
}

export function echo({ body }: Call): string {
  return `Echo: ${String(body?.["input"])}`;
}

/** Fails as the API does. */
export function sendError(
  response: ServerResponse,
  status: number,
  code: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  const error = { message: "No.", type: null, param: null, code };
  sendJson(response, { error }, status, headers);
}

/** Bytes that the tests take for a picture, each another. */
export function makePicture(name: string): Buffer {
  return Buffer.from(`picture ${name} ${createHash("sha256").update(name).digest("hex")}`);
}

function inspectTestPicture(bytes: Buffer): ReturnType<RunContext["inspectPicture"]> {
  if (!bytes.toString().startsWith("picture ")) {
    return Promise.reject(new PreloError("IMAGE_INVALID", "no picture"));
  }
  return Promise.resolve({ format: "png", widthPx: 4, heightPx: 3, hasAlpha: false });
}
