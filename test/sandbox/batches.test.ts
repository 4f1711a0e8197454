import { randomBytes } from "node:crypto";
import OpenAI, { APIError, toFile } from "openai";
import type { Batch } from "openai/resources/batches";
import { describe, expect, test } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { isPublishedHere, loadPublished } from "../support/published.ts";
import { start } from "./support.ts";

const published = loadPublished("draft-07");
const model = "gpt-5.4-mini";

interface Started {
  readonly sandbox: Sandbox;
  readonly client: OpenAI;
}

/** A sandbox whose batches take no longer than their lines, and OpenAI's own client. */
async function open(options: SandboxOptions = {}): Promise<Started> {
  const sandbox = await start({ batchSeconds: 0, ...options });
  const apiKey = `sk-test-${randomBytes(16).toString("hex")}`;
  return { sandbox, client: new OpenAI({ apiKey, baseURL: sandbox.url, maxRetries: 0 }) };
}

function line(id: string, body: object = {}, url = "/v1/responses"): string {
  const asked = { model, input: `About ${id}`, ...body };
  return JSON.stringify({ custom_id: id, method: "POST", url, body: asked });
}

function lines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => line(`line-${index}`));
}

async function submit(
  { client }: Started,
  text: readonly string[],
  endpoint: "/v1/responses" | "/v1/images/generations" = "/v1/responses",
): Promise<Batch> {
  const content = text.map((one) => `${one}\n`).join("");
  const file = await client.files.create({
    file: await toFile(Buffer.from(content), "wave.jsonl"),
    purpose: "batch",
  });
  return client.batches.create({
    input_file_id: file.id,
    endpoint,
    completion_window: "24h",
    metadata: { wave: "one" },
  });
}

const over = new Set(["completed", "failed", "expired", "cancelled"]);

async function settle({ client }: Started, { id }: Batch): Promise<Batch> {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (over.has(batch.status)) {
      return batch;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

interface ResultLine {
  readonly id: string;
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly body: object } | null;
  readonly error: { readonly code: string } | null;
}

async function readResults({ client }: Started, id: string | undefined): Promise<ResultLine[]> {
  if (id === undefined) {
    return [];
  }
  const text = await (await client.files.content(id)).text();
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one) as ResultLine);
}

async function errorOf(promise: Promise<unknown>): Promise<APIError> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

function expectPublished(schema: string, value: unknown): void {
  expect(isPublishedHere ? published.explain(schema, value) : "").toBe("");
}

test("files are uploaded, listed, read and deleted", async () => {
  const { sandbox, client } = await open();
  const make = async (name: string): Promise<OpenAI.FileObject> =>
    client.files.create({ file: await toFile(Buffer.from(`"${name}"\n`), name), purpose: "batch" });
  const one = await make("one.jsonl");
  const two = await make("two.jsonl");
  expectPublished("OpenAIFile", one);
  expect(one).toMatchObject({ filename: "one.jsonl", bytes: 12, purpose: "batch" });
  expect((await client.files.retrieve(two.id)).id).toBe(two.id);
  expect(await (await client.files.content(two.id)).text()).toBe('"two.jsonl"\n');
  const pages: string[] = [];
  for await (const file of client.files.list({ limit: 1, order: "asc" })) {
    pages.push(file.id);
  }
  expect(pages).toEqual([one.id, two.id]);
  expectPublished("ListFilesResponse", await (await fetch(`${sandbox.url}/files`)).json());
  const deleted = await client.files.delete(one.id);
  expectPublished("DeleteFileResponse", deleted);
  expect(deleted).toMatchObject({ id: one.id, deleted: true });
  expect(await errorOf(client.files.retrieve(one.id))).toMatchObject({ status: 404 });
  const wrong = client.files.create({
    file: await toFile(Buffer.from("x"), "x.txt"),
    purpose: "batch",
  });
  expect(await errorOf(wrong)).toMatchObject({ status: 400, param: "file" });
});

test("each line is answered by its endpoint, in another order, and an error apart", async () => {
  const opened = await open();
  const live = await opened.client.responses.create({ model, input: "About line-1" });
  const batch = await submit(opened, [...lines(8), line("wrong", { temperature: 7 })]);
  expectPublished("Batch", batch);
  expect(batch).toMatchObject({ status: "validating", metadata: { wave: "one" } });
  const settled = await settle(opened, batch);
  expectPublished("Batch", settled);
  expect(settled).toMatchObject({
    status: "completed",
    model,
    request_counts: { total: 9, completed: 8, failed: 1 },
    metadata: { wave: "one" },
  });
  const good = await readResults(opened, settled.output_file_id);
  const ids = good.map(({ custom_id: id }) => id);
  expect(ids).not.toEqual(ids.toSorted());
  expect(ids.toSorted()).toEqual(Array.from({ length: 8 }, (_, index) => `line-${index}`));
  expect(new Set(good.map(({ id }) => id)).size).toBe(8);
  const one = good.find(({ custom_id: id }) => id === "line-1");
  expect(one?.response).toMatchObject({ status_code: 200, body: { output: live.output } });
  for (const { response } of good) {
    expectPublished("Response", response?.body);
  }
  const [wrong] = await readResults(opened, settled.error_file_id);
  expect(wrong).toMatchObject({
    custom_id: "wrong",
    response: { status_code: 400, body: { error: { param: "temperature" } } },
    error: null,
  });
  expect(opened.sandbox.stats).toMatchObject({ batchLines: 8, answered: 1 });
});

test("pictures are drawn in batches as well", async () => {
  const opened = await open();
  const body = { model: "gpt-image-2", prompt: "A house", size: "64x64", input: undefined };
  const batch = await submit(
    opened,
    [line("house", body, "/v1/images/generations")],
    "/v1/images/generations",
  );
  const [house] = await readResults(opened, (await settle(opened, batch)).output_file_id);
  expect(house?.response?.status_code).toBe(200);
  expectPublished("ImagesResponse", house?.response?.body);
});

test("batches are listed by pages, the newest first", async () => {
  const opened = await open();
  const made: string[] = [];
  for (const id of ["a", "b", "c"]) {
    made.unshift((await submit(opened, [line(id)])).id);
  }
  const first = await opened.client.batches.list({ limit: 2 });
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
  expect(first.has_more).toBe(true);
  const second = await opened.client.batches.list({ limit: 2, after: made[1] ?? "" });
  expect(second.data.map(({ id }) => id)).toEqual(made.slice(2));
  expect(second.has_more).toBe(false);
  expectPublished(
    "ListBatchesResponse",
    await (await fetch(`${opened.sandbox.url}/batches?limit=3`)).json(),
  );
});

test("a batch goes through its states, and one that is cancelled keeps what is answered", async () => {
  const opened = await open({ batchSeconds: 0.4 });
  const batch = await submit(opened, lines(40));
  const seen = new Set<string>([batch.status]);
  while (!seen.has("in_progress")) {
    seen.add((await opened.client.batches.retrieve(batch.id)).status);
  }
  const other = await submit(opened, lines(3));
  const cancelling = await opened.client.batches.cancel(batch.id);
  expectPublished("Batch", cancelling);
  expect(cancelling.status).toBe("cancelling");
  const cancelled = await settle(opened, batch);
  expectPublished("Batch", cancelled);
  expect(cancelled.status).toBe("cancelled");
  const answered = await readResults(opened, cancelled.output_file_id);
  expect(answered.length).toBe(cancelled.request_counts?.completed);
  expect(answered.length).toBeLessThan(40);
  const settled = await settle(opened, other);
  expect(settled.in_progress_at).toBeGreaterThanOrEqual(settled.created_at);
  expect(settled.completed_at).toBeGreaterThanOrEqual(settled.finalizing_at ?? Infinity);
  expect(await errorOf(opened.client.batches.cancel(other.id))).toMatchObject({ status: 400 });
});

describe("a file that is wrong fails with its reasons", () => {
  test.each([
    [["no JSON"], "invalid_json_line", 1],
    [[line("a"), line("b", { model: "gpt-5.4" })], "model_mismatch", 2],
    [[line("a"), line("b", {}, "/v1/chat/completions")], "url_mismatch", 2],
    [[line("a"), line("b"), line("a")], "duplicate_custom_id", 3],
    [[line("a", { model: undefined })], "invalid_request", 1],
    [[], "empty_file", null],
  ])("%j: %s", async (text, code, at) => {
    const opened = await open();
    const settled = await settle(opened, await submit(opened, text));
    expectPublished("Batch", settled);
    expect(settled).toMatchObject({
      status: "failed",
      errors: { object: "list", data: [{ code, line: at }] },
    });
    expect(settled.output_file_id).toBeUndefined();
  });

  test("of more than 50,000 lines", async () => {
    const opened = await open();
    const small = JSON.stringify({ custom_id: "x", method: "POST", url: "/", body: { model } });
    const settled = await settle(opened, await submit(opened, Array(50_001).fill(small)));
    expect(settled).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "too_many_tasks" }] },
    });
    expect(opened.sandbox.stats.batchLines).toBe(0);
  });

  test("and one that does not fit the model's queue, until there is room", async () => {
    const opened = await open({ batchTokens: 100, batchSeconds: 0.2 });
    const first = await submit(opened, lines(2));
    while ((await opened.client.batches.retrieve(first.id)).status === "validating") {
      // It takes room once it is in progress.
    }
    const second = await settle(opened, await submit(opened, lines(2)));
    expect(second).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "token_limit_exceeded", line: null }] },
    });
    await settle(opened, first);
    expect(await settle(opened, await submit(opened, lines(2)))).toMatchObject({
      status: "completed",
    });
  });
});

test("what cannot be a batch is refused at once", async () => {
  const { client } = await open();
  const body = { input_file_id: "file-none", endpoint: "/v1/responses" } as const;
  const create = (more: object): Promise<unknown> =>
    client.batches.create({ ...body, completion_window: "24h", ...more });
  expect(await errorOf(create({}))).toMatchObject({ status: 400, param: "input_file_id" });
  expect(await errorOf(create({ endpoint: "/v1/videos" }))).toMatchObject({ param: "endpoint" });
  expect(await errorOf(create({ completion_window: "1h" }))).toMatchObject({
    param: "completion_window",
  });
  expect(await errorOf(client.batches.retrieve("batch_none"))).toMatchObject({ status: 404 });
});

describe("faults", () => {
  test("a batch expires half done, and says so of the other half", async () => {
    const opened = await open({ batchExpireRate: 1 });
    const settled = await settle(opened, await submit(opened, lines(6)));
    expectPublished("Batch", settled);
    expect(settled).toMatchObject({
      status: "expired",
      request_counts: { total: 6, completed: 3, failed: 3 },
    });
    expect(await readResults(opened, settled.output_file_id)).toHaveLength(3);
    const late = await readResults(opened, settled.error_file_id);
    expect(late.map(({ response, error }) => [response, error?.code])).toEqual(
      Array.from({ length: 3 }, () => [null, "batch_expired"]),
    );
  });

  test("results lack lines, though all count", async () => {
    const opened = await open({ batchShortRate: 1 });
    const settled = await settle(opened, await submit(opened, lines(6)));
    expect(settled).toMatchObject({ status: "completed", request_counts: { completed: 6 } });
    expect(settled.error_file_id).toBeUndefined();
    expect(await readResults(opened, settled.output_file_id)).toHaveLength(4);
  });

  test("lines come back with the status 0", async () => {
    const opened = await open({ batchZeroRate: 1 });
    const settled = await settle(opened, await submit(opened, lines(4)));
    const failed = await readResults(opened, settled.error_file_id);
    expect(failed.map(({ response }) => response?.status_code)).toEqual([0, 0]);
    expect(await readResults(opened, settled.output_file_id)).toHaveLength(2);
  });

  test("happen to requests about files and batches as well", async () => {
    const opened = await open({ errorRate: 1 });
    expect(await errorOf(submit(opened, lines(1)))).toMatchObject({ status: 500 });
  });
});
