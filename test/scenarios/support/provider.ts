import type { Call, Reply } from "./exchange.ts";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer as readBytes } from "node:stream/consumers";
import { afterFile } from "../../support/after-file.ts";
import { answerAll } from "./replies.ts";

type Json = Readonly<Record<string, unknown>>;

export type Script = (call: Call) => Reply | Promise<Reply>;

/** A server of the tests' own, which counts what it is asked. */
export interface Provider {
  readonly origin: string;
  /** Every request, in order of arrival. */
  readonly calls: readonly Call[];
  /** Made up for this server; shaped like a real one. */
  readonly key: string;
  /** What points the program at this server. */
  readonly variables: { readonly OPENAI_API_KEY: string; readonly OPENAI_BASE_URL: string };
  /** Replaces the script for all further requests. */
  readonly script: (script: Script) => void;
  /** Resolves as soon as so many requests have arrived. */
  readonly waitForCalls: (count: number) => Promise<void>;
}

export async function startProvider(first: Script = answerAll): Promise<Provider> {
  const calls: Call[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  let script = first;
  let origin = "";
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = { ...(await readCall(request)), origin };
    calls.push(call);
    for (const { count, done } of waiting) {
      if (calls.length >= count) {
        done();
      }
    }
    send(response, await script(call));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterFile(() => {
    server.close();
    server.closeAllConnections();
  });
  const key = makeKey();
  return {
    origin,
    calls,
    key,
    variables: { OPENAI_API_KEY: key, OPENAI_BASE_URL: `${origin}/v1` },
    script: (next) => (script = next),
    waitForCalls: (count) =>
      new Promise((done) => {
        if (calls.length >= count) {
          done();
        } else {
          waiting.push({ count, done });
        }
      }),
  };
}

/** A key that no scanner has seen before. */
export function makeKey(): string {
  return `sk-test-${randomBytes(24).toString("hex")}`;
}

async function readCall(request: IncomingMessage): Promise<Omit<Call, "origin">> {
  const bytes = await readBytes(request);
  const { "content-type": type = "" } = request.headers;
  return {
    method: request.method ?? "",
    path: (request.url ?? "").replace(/\?.*/, ""),
    body: type.startsWith("multipart/form-data")
      ? await readForm(bytes, type)
      : bytes.length === 0
        ? {}
        : (JSON.parse(bytes.toString()) as Json),
    authorization: request.headers.authorization,
    headers: request.headers,
    url: request.url ?? "",
  };
}

/** The fields of a form: texts, and of `image[]` and `mask` the files' bytes, each with its type. */
async function readForm(bytes: Buffer, type: string): Promise<Json> {
  const whole = new Response(new Uint8Array(bytes), { headers: { "content-type": type } });
  const form = await whole.formData();
  const fields = [...new Set(form.keys())].map(async (name) => {
    const values = await Promise.all(form.getAll(name).map(readField));
    return [name, name.endsWith("[]") ? values : values[0]] as const;
  });
  return Object.fromEntries(await Promise.all(fields));
}

async function readField(value: FormDataEntryValue): Promise<unknown> {
  return typeof value === "string"
    ? value
    : { type: value.type, name: value.name, bytes: Buffer.from(await value.arrayBuffer()) };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") {
    return;
  }
  const { status = 200, headers = {} } = reply;
  if ("bytes" in reply) {
    response.writeHead(status, headers).end(reply.bytes);
  } else {
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(reply.json));
  }
}
