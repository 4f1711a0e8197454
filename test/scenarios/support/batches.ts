import { answerAll } from "./replies.ts";
import type { Call, Reply } from "./exchange.ts";
import type { Script } from "./provider.ts";

type Json = Record<string, unknown>;

/** A line of a file of requests. */
export interface Asked {
  readonly custom_id: string;
  readonly url: string;
  readonly body: Json;
}

export interface FakeBatch extends Json {
  readonly id: string;
  status: string;
  readonly metadata: Json;
  readonly lines: readonly Asked[];
}

/** What a test makes of a batch that is looked at: its status, and what stands in its files. */
export interface Ending {
  readonly status?: string;
  readonly output?: readonly object[];
  readonly error?: readonly object[];
  readonly errors?: readonly { readonly code: string; readonly message: string }[];
}

export interface BatchPlan {
  /** How often a batch is asked after before it is over; 1 at the least. */
  readonly polls?: number;
  /** Answers one request, as if it had come alone. */
  readonly answer?: Script;
  /** How the batch of that number (from 1) ends; unset: every line is answered, in another order. */
  readonly end?: (
    batch: FakeBatch,
    number: number,
    results: readonly object[],
  ) => Ending | undefined;
  /** Looks at a call before it is answered, and may answer otherwise. */
  readonly before?: (call: Call) => Reply | undefined | Promise<Reply | undefined>;
  /** Called when all of a call is done, before its answer goes out. */
  readonly after?: (call: Call) => Reply | undefined;
}

/** A provider's files and batches, as the API describes them. */
export class BatchServer {
  readonly files = new Map<string, { readonly name: string; readonly text: string }>();
  readonly batches: FakeBatch[] = [];
  /** How often each request was answered, by its id. */
  readonly answered = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  #files = 0;
  plan: BatchPlan;

  constructor(plan: BatchPlan = {}) {
    this.plan = plan;
  }

  readonly script: Script = async (call) => {
    const before = await this.plan.before?.(call);
    if (before !== undefined) {
      return before;
    }
    const reply = await this.#reply(call);
    return this.plan.after?.(call) ?? reply;
  };

  /** Every line that was ever submitted. */
  get lines(): readonly Asked[] {
    return this.batches.flatMap(({ lines }) => lines);
  }

  /** Files of requests that no batch was made of. */
  get orphans(): readonly string[] {
    const used = new Set(this.batches.map((batch) => batch["input_file_id"]));
    return [...this.files].flatMap(([id, { name }]) =>
      name.startsWith("prelo-") && !used.has(id) ? [id] : [],
    );
  }

  async #reply(call: Call): Promise<Reply> {
    const [, what = "", id = "", action] = call.path.replace(/^\/v1/, "").split("/");
    if (what === "files") {
      return this.#replyToFile(call, id, action);
    }
    if (what !== "batches") {
      return (this.plan.answer ?? answerAll)(call);
    }
    if (id !== "") {
      const batch = this.batches.find((each) => each.id === id);
      if (batch === undefined) {
        return { status: 404, json: { error: { message: "No such batch" } } };
      }
      if (action === "cancel") {
        batch.status = "cancelling";
        this.#asked.set(id, Infinity);
        return { json: shown(batch) };
      }
      await this.#advance(batch);
      return { json: shown(batch) };
    }
    if (call.method === "GET") {
      return {
        json: { object: "list", data: this.batches.toReversed().map(shown), has_more: false },
      };
    }
    return { json: shown(this.#create(call.body)) };
  }

  #replyToFile({ method, body, url }: Call, id: string, action: string | undefined): Reply {
    if (id === "" && method === "POST") {
      const { bytes, name } = body["file"] as { bytes: Buffer; name: string };
      const file = this.#keep(name, bytes.toString());
      return {
        json: {
          id: file,
          object: "file",
          bytes: bytes.length,
          created_at: 1,
          purpose: "batch",
          status: "processed",
          filename: name,
        },
      };
    }
    if (id === "") {
      const data = [...this.files].map(([each, { name }]) => ({
        id: each,
        filename: name,
        object: "file",
      }));
      return { json: { object: "list", data, has_more: false, url } };
    }
    const file = this.files.get(id);
    if (file === undefined) {
      return { status: 404, json: { error: { message: "No such File object" } } };
    }
    if (method === "DELETE") {
      this.files.delete(id);
      return { json: { id, object: "file", deleted: true } };
    }
    return action === "content" ? { bytes: Buffer.from(file.text) } : { json: { id } };
  }

  #keep(name: string, text: string): string {
    this.#files += 1;
    const id = `file-${this.#files}`;
    this.files.set(id, { name, text });
    return id;
  }

  #create({ input_file_id, endpoint, metadata }: Call["body"]): FakeBatch {
    const text = this.files.get(String(input_file_id))?.text ?? "";
    const batch = {
      id: `batch_${this.batches.length + 1}`,
      object: "batch",
      status: "validating",
      endpoint,
      input_file_id,
      completion_window: "24h",
      created_at: Math.floor(Date.now() / 1000),
      metadata: metadata as Json,
      lines: text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Asked),
    };
    this.batches.push(batch);
    return batch;
  }

  /** Lets a batch get on, each time that somebody asks after it. */
  async #advance(batch: FakeBatch): Promise<void> {
    const asked = (this.#asked.get(batch.id) ?? 0) + 1;
    this.#asked.set(batch.id, asked);
    if (["completed", "failed", "expired", "cancelled"].includes(batch.status)) {
      return;
    }
    if (asked < (this.plan.polls ?? 1)) {
      batch.status = "in_progress";
      return;
    }
    const wasCancelled = batch.status === "cancelling";
    const results = await Promise.all(batch.lines.map((line) => this.#answer(line)));
    const number = this.batches.indexOf(batch) + 1;
    const { status, output, error, errors } = {
      ...(wasCancelled
        ? { status: "cancelled", output: [] as readonly object[] }
        : { status: "completed", output: results.toReversed() }),
      ...this.plan.end?.(batch, number, results),
    } as Ending;
    for (const { custom_id: id } of (output ?? []) as { custom_id: string }[]) {
      this.answered.set(id, (this.answered.get(id) ?? 0) + 1);
    }
    const file = (name: string, lines: readonly object[] | undefined): string | null =>
      lines === undefined || lines.length === 0
        ? null
        : this.#keep(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    Object.assign(batch, {
      status,
      output_file_id: file("output", output),
      error_file_id: file("error", error),
      ...(errors && { errors: { object: "list", data: errors } }),
      request_counts: {
        total: batch.lines.length,
        completed: output?.length ?? 0,
        failed: error?.length ?? 0,
      },
    });
  }

  async #answer({ custom_id, url, body }: Asked): Promise<object> {
    const call = {
      method: "POST",
      path: url,
      url,
      body,
      authorization: "",
      headers: {},
      origin: "",
    };
    const reply = await (this.plan.answer ?? answerAll)(call);
    if (reply === "hang" || !("json" in reply)) {
      throw new Error("a batch takes JSON");
    }
    const { status = 200, json } = reply;
    const response = {
      status_code: status,
      request_id: `req-${custom_id.slice(0, 8)}`,
      body: json,
    };
    return { id: `batch_req_${custom_id}`, custom_id, response, error: null };
  }
}

function shown(batch: FakeBatch): object {
  return { ...batch, lines: undefined };
}
