import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { AttemptError } from "../../errors.ts";
import { type Connection, joinUrl, prepare } from "../calls/call.ts";
import { toFailure } from "../calls/failure.ts";
import { parseJson, toUnreadable } from "../calls/read-json.ts";
import { startTimeout } from "../http/abort.ts";
import type { HttpClient } from "../http/client.ts";
import { toAttemptError } from "../http/fault.ts";
import { type HttpReply, sendOnce, type SentBody } from "../http/post-json.ts";
import {
  type Batch,
  batchListSchema,
  batchSchema,
  fileListSchema,
  fileSchema,
  keyName,
} from "./wire.ts";
import { Listing } from "./listing.ts";

/** What a call of the API needs. */
export interface ApiContext {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

const maxBytes = 64 * 1024 * 1024;
const perPage = 100;
/** No account has so many; a server that never comes to an end is left there. */
const mostPages = 200;
/** What a whole file may take on its way, in milliseconds. */
const transferMs = 30 * 60_000;

/** One provider's files and batches. Each call is a single attempt. @throws AttemptError PROVIDER_… */
export class BatchApi {
  readonly #connection: Connection;
  readonly #context: ApiContext;

  constructor(connection: Connection, context: ApiContext) {
    this.#connection = connection;
    this.#context = context;
  }

  /** Uploads a file of requests. @returns its id */
  async upload(path: string, name: string): Promise<string> {
    const { size } = await stat(path);
    const boundary = `prelo-${randomBytes(12).toString("hex")}`;
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
        "Content-Type: application/jsonl\r\n\r\n",
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    async function* form(): AsyncGenerator<Buffer> {
      yield head;
      yield* createReadStream(path) as AsyncIterable<Buffer>;
      yield tail;
    }
    const sent = {
      method: "POST",
      body: Readable.from(form()),
      lengthBytes: head.length + size + tail.length,
      contentType: `multipart/form-data; boundary=${boundary}`,
    } as const;
    return (await this.#ask("/files", sent, fileSchema, transferMs)).id;
  }

  /** The ids of the uploaded files of that name. */
  async findFiles(name: string): Promise<readonly string[]> {
    const { data } = await this.#ask("/files?purpose=batch", { method: "GET" }, fileListSchema);
    return data.filter(({ filename }) => filename === name).map(({ id }) => id);
  }

  async removeFile(id: string): Promise<void> {
    await this.#send(`/files/${encodeURIComponent(id)}`, { method: "DELETE" });
  }

  /** Submits an uploaded file. */
  create(file: string, endpoint: string, key: string): Promise<Batch> {
    const body = JSON.stringify({
      input_file_id: file,
      endpoint,
      completion_window: "24h",
      metadata: { [keyName]: key },
    });
    const sent = { method: "POST", body, contentType: "application/json" } as const;
    return this.#ask("/batches", sent, batchSchema);
  }

  get(id: string): Promise<Batch> {
    return this.#ask(`/batches/${encodeURIComponent(id)}`, { method: "GET" }, batchSchema);
  }

  cancel(id: string): Promise<Batch> {
    const sent = { method: "POST", body: "{}", contentType: "application/json" } as const;
    return this.#ask(`/batches/${encodeURIComponent(id)}/cancel`, sent, batchSchema);
  }

  /** The account's batches that were made since a moment, in milliseconds since the epoch. */
  async list(sinceMs: number): Promise<Listing> {
    const batches: Batch[] = [];
    let after = "";
    for (let page = 0; page < mostPages; page += 1) {
      const path = `/batches?limit=${perPage}${after && `&after=${encodeURIComponent(after)}`}`;
      const { data, has_more } = await this.#ask(path, { method: "GET" }, batchListSchema);
      batches.push(...data);
      const last = data.at(-1);
      const isOld = (last?.created_at ?? Infinity) * 1000 < sinceMs;
      if (last === undefined || has_more === false || isOld || last.id === after) {
        break;
      }
      after = last.id;
    }
    return new Listing(batches);
  }

  /** Saves a file of results. */
  async download(id: string, target: string): Promise<void> {
    const { headers, endpoints } = prepare(this.#connection);
    const { client, signal } = this.#context;
    const path = `/files/${encodeURIComponent(id)}/content`;
    const to = endpoints(path);
    const timeout = startTimeout(signal, transferMs);
    try {
      const dispatcher = await client.dispatcherFor(to);
      const reply = await dispatcher.request({
        origin: to.origin,
        path: to.path,
        method: "GET",
        headers: { "user-agent": client.userAgent, ...headers },
        signal: timeout.signal,
      });
      if (reply.statusCode !== 200) {
        const text = (await reply.body.text()).slice(0, maxBytes);
        throw this.#toFailure({ status: reply.statusCode, headers: reply.headers, text }, path);
      }
      await pipeline(reply.body, createWriteStream(target));
    } catch (error) {
      signal.throwIfAborted();
      throw toAttemptError(error, to.host);
    } finally {
      timeout.dispose();
    }
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    sent: SentBody,
    schema: Schema,
    timeoutMs?: number,
  ): Promise<z.output<Schema>> {
    const reply = await this.#send(path, sent, timeoutMs);
    const read = schema.safeParse(parseJson(reply.text));
    if (read.success) {
      return read.data;
    }
    const { excerpt, endpoints } = prepare(this.#connection);
    throw toUnreadable(reply, endpoints(path).host, excerpt);
  }

  async #send(
    path: string,
    sent: SentBody,
    timeoutMs = this.#connection.timeoutMs,
  ): Promise<HttpReply> {
    const { headers, endpoints } = prepare(this.#connection);
    const { client, signal } = this.#context;
    const to = endpoints(path);
    const reply = await sendOnce(client, { to, headers, timeoutMs, maxBytes, signal }, sent);
    if (reply.status < 200 || reply.status > 299) {
      throw this.#toFailure(reply, path);
    }
    return reply;
  }

  #toFailure(reply: HttpReply, path: string): AttemptError {
    const { excerpt, endpoints } = prepare(this.#connection);
    const { host } = endpoints(path);
    const failure = toFailure(reply, parseJson(reply.text), {
      host,
      url: joinUrl(this.#connection.baseUrl, path),
      keyEnv: this.#connection.apiKeyEnv,
      excerpt,
      model: "",
      nowMs: this.#context.now(),
    });
    return /^\/(?:files|batches)(?:\?|$)/.test(path) && [404, 405, 501].includes(reply.status)
      ? toUnknownApi(this.#connection.provider, host, failure)
      : failure;
  }
}

/** A server that has no batches at all. */
function toUnknownApi(provider: string, host: string, cause: AttemptError): AttemptError {
  return new AttemptError("PROVIDER_REJECTED", `${provider} (${host}) takes no batches`, {
    retryable: false,
    hint: "Set `processing: standard` for what it is asked, or build without --batch.",
    status: cause.status,
    cause,
  });
}
