import type { ServerResponse } from "node:http";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextEndpoint } from "../../src/job/types.ts";
import { makeImage, makePrompt, makeProvider } from "../support/job-parts.ts";
import { startServer } from "../support/scripted-server.ts";
import { codesOf, openTestRun } from "./runs.ts";

const endpoints: readonly TextEndpoint[] = ["responses", "chat", "completions"];
const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const provider = makeProvider({ maxAttempts: 2, deadlineMs: 5000 });

/** Asks for a text by each endpoint, and for pictures, from a server that answers everything so. */
async function askAll(send: (response: ServerResponse) => void): Promise<readonly string[]> {
  const server = await startServer((_call, response) => send(response));
  const run = await openTestRun({ origin: server.origin, provider });
  const texts = endpoints.map((endpoint) => makePrompt(endpoint, endpoint, { endpoint }));
  const pictures = (["images", "chat", "responses"] as const).map((endpoint) => {
    const { image } = makeImage("pic", "A house");
    return makeImage(`pic-${endpoint}`, endpoint, { image: { ...image, endpoint } });
  });
  return Object.values(codesOf(await run.ask(...texts, ...pictures)));
}

function sendText(text: string, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(text);
  };
}

/** Blocks fail, or are answered; a defect would have thrown out of the run. */
const known = /^(?:answered|PROVIDER_\w+|ANSWER_\w+|IMAGE_\w+|DOWNLOAD_\w+|LEAK_FOUND)$/;

describe("whatever a server sends is a fault of one block", () => {
  test.each([
    ["a deep list", deep(6000)],
    ["a very deep list", deep(100_000)],
    ["a deep error", `{"error":${deep(20_000)}}`],
    ["errors within errors", `${'{"error":'.repeat(20_000)}1${"}".repeat(20_000)}`],
    [
      "a deep content",
      `{"choices":[{"message":{"content":${deep(9000)}}}],"output":${deep(9000)}}`,
    ],
    ["a long text alone", JSON.stringify("x".repeat(5_000_000))],
    [
      "numbers beyond all bounds",
      '{"usage":1e999,"choices":[1e999],"output":[-1e999],"data":[1e999]}',
    ],
    ["keys of prototypes", '{"__proto__":{"choices":[]},"constructor":{"prototype":1}}'],
  ])("%s", async (_what, body) => {
    for (const code of await askAll(sendText(body))) {
      expect(code).toMatch(/^(?:PROVIDER_BAD_RESPONSE|ANSWER_FAILED|ANSWER_BLANK)$/);
    }
  });

  test("a whole answer is taken, however deep what stands beside it", async () => {
    const answer = { text: "Yes.", message: { content: "Yes." }, finish_reason: "stop" };
    const whole = JSON.stringify({ choices: [answer], output_text: "Yes." });
    const codes = await askAll(sendText(`{"x":${deep(50_000)},${whole.slice(1)}`));
    expect(codes.slice(0, 3)).toEqual(["answered", "answered", "answered"]);
  });

  test("names and texts that no file should hold are recorded without harm", async () => {
    const content = "A \u0000\u001b[2J\ud800 text\r\n---\n\u2028";
    const choice = { text: content, message: { content } };
    const reply = { model: "m\n\ud800".repeat(99), choices: [choice], output_text: content };
    const codes = await askAll(sendText(JSON.stringify(reply), { "x-request-id": "a b\tc" }));
    expect(codes.slice(0, 3)).toEqual(["answered", "answered", "answered"]);
  });

  const names = fc.constantFrom(
    ..."error errors detail message choices content text output data images b64_json url status type code finish_reason usage model refusal phase result metadata raw details".split(
      " ",
    ),
  );
  const json = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 7 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(names, tie("any"), { maxKeys: 5 }),
    ),
  })).any;
  const bodies = fc.oneof(
    { weight: 4, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  );
  const headerText = fc.string({
    unit: fc.constantFrom(...'abcz019 ,;=/"-:.TZGMT'.split("")),
    maxLength: 30,
  });
  const headers = fc.dictionary(
    fc.constantFrom(
      "content-type",
      "content-encoding",
      "x-request-id",
      "x-ratelimit-remaining-tokens",
      "x-ratelimit-reset-requests",
      "location",
      "x-should-retry",
    ),
    fc.oneof(headerText, fc.constantFrom("gzip", "br", "deflate", "text/html; charset=utf-16le")),
  );
  const statuses = fc.constantFrom(200, 200, 200, 201, 301, 400, 403, 404, 422, 501);

  test("random JSON, bytes, headers and statuses", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, headers, statuses, async (body, fields, status) => {
        const codes = await askAll((response) => response.writeHead(status, fields).end(body));
        for (const code of codes) {
          expect(code).toMatch(known);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("a reply that cannot be kept is a fault of its block", async () => {
  const server = await startServer((_call, response) =>
    sendText(JSON.stringify({ output_text: "Yes." }))(response),
  );
  const run = await openTestRun({ origin: server.origin, provider });
  const broken = makePrompt("a", "One");
  run.context.store.writeText = () => Promise.reject(new RangeError("too deep"));
  expect(codesOf(await run.ask(broken))).toEqual({ a: "PROVIDER_BAD_RESPONSE" });
});

test("what is no HTTP closes nobody's way to a server that has answered before", async () => {
  const server = await startServer((call, response) => {
    if (JSON.stringify(call.body).includes("poison")) {
      response.socket?.end("SSH-2.0-Nonsense\r\n");
    } else {
      sendText('{"choices":[{"message":{"content":"Yes."}}]}')(response);
    }
  });
  const oneByOne = makeProvider({ limits: { ...provider.limits, concurrency: 1 } });
  const run = await openTestRun({ origin: server.origin, provider: oneByOne });
  const prompts = ["first", "poison", "last"].map((id) => makePrompt(id, id, { endpoint: "chat" }));
  expect(codesOf(await run.ask(...prompts))).toEqual({
    first: "answered",
    poison: "PROVIDER_UNREACHABLE",
    last: "answered",
  });
});
