import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import type { ImageAnswer } from "../../src/answers/types.ts";
import { makeImage, makeImageSettings, makeProvider } from "../support/job-parts.ts";
import { type Call, type Handle, sendJson, startServer } from "../support/scripted-server.ts";
import {
  codesOf,
  errorOf,
  makeInterruption,
  makePicture,
  openTestRun,
  type RunOptions,
  sendError,
  usage,
} from "./runs.ts";

const name = { slug: "a", id: "casa", kind: "image" } as const;
const split = { concurrency: 4, imagesPerRequest: 2 };

function countOf({ body }: Call): number {
  return Number(body?.["n"]);
}

/** Answers with that many links to its own files, numbered through over all requests. */
function makeLinks(options: { readonly query?: string; readonly most?: number } = {}): Handle {
  let made = 0;
  return (call, response) => {
    const { query = "", most = Infinity } = options;
    const data = Array.from({ length: Math.min(most, countOf(call)) }, () => {
      made += 1;
      return { url: `${call.origin}/files/${made}.png${query}`, revised_prompt: `Picture ${made}` };
    });
    sendJson(response, { created: 1, data, usage });
  };
}

const sendFile: Handle = ({ path }, response) => {
  response.end(makePicture(path));
};

/** A server that answers requests for pictures one way, and for files another. */
function serve(ask: Handle, file: Handle = sendFile) {
  return startServer((call, response) =>
    call.method === "POST" ? ask(call, response) : file(call, response),
  );
}

async function askFor(
  n: number,
  ask: Handle,
  sendOne: Handle = sendFile,
  options: Partial<RunOptions> = {},
) {
  const server = await serve(ask, sendOne);
  const run = await openTestRun({ origin: server.origin, ...options });
  const outcomes = await run.ask(makeImage("casa", "Uma casa", { n }));
  const read = run.store.read(name);
  const recorded = read.state === "read" && read.answer.kind === "image" ? read.answer : undefined;
  return {
    server,
    run,
    outcomes,
    recorded,
    asked: server.calls.filter(({ method }) => method === "POST").map(countOf),
    fetched: server.calls.filter(({ method }) => method === "GET").map(({ path }) => path),
    files: recorded?.images.map(({ file }) => file),
  };
}

describe("pictures come home", () => {
  test("by links: each fetched once, recorded with its facts, the original untouched", async () => {
    const { run, recorded, asked, fetched, outcomes } = await askFor(3, makeLinks());
    expect(codesOf(outcomes)).toEqual({ casa: "answered" });
    expect(asked).toEqual([3]);
    expect(fetched.toSorted()).toEqual(["/files/1.png", "/files/2.png", "/files/3.png"]);
    const bytes = makePicture("/files/2.png");
    expect(recorded?.images[1]).toEqual({
      file: "casa-2.png",
      sha256: hashBytes(bytes),
      width: 4,
      height: 3,
      format: "png",
      bytes: bytes.byteLength,
      revised_prompt: "Picture 2",
    });
    expect(readFileSync(join(run.store.dir, "a/casa-2.png"))).toEqual(bytes);
    expect(run.events.filter(({ type }) => type === "downloaded")).toHaveLength(3);
  });

  test("as base64, without any download", async () => {
    const { recorded, fetched } = await askFor(2, (call, response) => {
      const data = Array.from({ length: countOf(call) }, (_, index) => ({
        b64_json: makePicture(`${index}`).toString("base64"),
      }));
      sendJson(response, { created: 1, data });
    });
    expect(recorded?.images.map(({ sha256 }) => sha256)).toEqual([
      hashBytes(makePicture("0")),
      hashBytes(makePicture("1")),
    ]);
    expect(fetched).toEqual([]);
  });

  test("in as many requests as the API's limit needs; the record holds the request as a whole", async () => {
    const provider = makeProvider({ limits: split });
    const { recorded, asked, files, run } = await askFor(5, makeLinks(), sendFile, {
      provider,
      price: { image: 0.01 },
    });
    expect(asked.toSorted((a, b) => a - b)).toEqual([1, 2, 2]);
    expect(files).toEqual([1, 2, 3, 4, 5].map((number) => `casa-${number}.png`));
    expect(new Set(recorded?.images.map(({ sha256 }) => sha256)).size).toBe(5);
    expect(recorded).toMatchObject({ request: { n: 5 }, cost_usd: 0.05 });
    expect(recorded?.usage).toEqual({ input_tokens: 9, output_tokens: 15 });
    expect(run.context.spending.totals).toMatchObject({ requests: 3, pictures: 5 });
    expect(run.context.spending.totals.costUsd).toBeCloseTo(0.05);
  });

  test("one by one from a model that makes one at a time", async () => {
    const server = await serve(makeLinks());
    const run = await openTestRun({ origin: server.origin });
    const image = makeImageSettings({ model: "dall-e-3" });
    await run.ask(makeImage("casa", "Uma casa", { n: 3, image }));
    expect(server.calls.filter(({ method }) => method === "POST").map(countOf)).toEqual([1, 1, 1]);
  });

  test("from a server that gives fewer than it was asked for, as long as some arrive", async () => {
    const { asked, files } = await askFor(5, makeLinks({ most: 2 }));
    expect(asked).toEqual([5, 3, 1]);
    expect(files).toHaveLength(5);
  });

  test("no more than were asked for are kept of a server that gives more", async () => {
    const { files, fetched } = await askFor(1, (call, response) => {
      const data = [1, 2, 3].map((number) => ({ url: `${call.origin}/files/${number}.png` }));
      sendJson(response, { data });
    });
    expect(files).toEqual(["casa-1.png"]);
    expect(fetched).toEqual(["/files/1.png"]);
  });

  test("without a key in the request for the file", async () => {
    const { server } = await askFor(1, makeLinks());
    const download = server.calls.find(({ method }) => method === "GET");
    expect(download?.headers).not.toHaveProperty("authorization");
  });
});

describe("downloads that fail", () => {
  test.each([
    [
      "a 500",
      (response: Parameters<Handle>[1]) =>
        sendError(response, 500, null, { "retry-after-ms": "1" }),
    ],
    [
      "a picture cut in half",
      (response: Parameters<Handle>[1]) => {
        response.writeHead(200, { "content-length": "1000" }).write("picture");
        setImmediate(() => response.destroy());
      },
    ],
    ["a reset", (response: Parameters<Handle>[1]) => void response.socket?.resetAndDestroy()],
  ])("for now (%s) are repeated, without asking, and paying, again", async (_what, fail) => {
    let failed = 0;
    const { asked, fetched, files } = await askFor(1, makeLinks(), (call, response) => {
      failed += 1;
      if (failed <= 2) {
        fail(response);
      } else {
        return sendFile(call, response);
      }
    });
    expect(asked).toEqual([1]);
    expect(fetched).toHaveLength(3);
    expect(files).toEqual(["casa-1.png"]);
  });

  test("for good cost only their own picture: the others are recorded, and the error says which", async () => {
    const { recorded, files, outcomes, run } = await askFor(3, makeLinks(), (call, response) =>
      call.path.endsWith("/2.png") ? sendError(response, 404) : sendFile(call, response),
    );
    expect(codesOf(outcomes)).toEqual({ casa: "DOWNLOAD_FAILED" });
    expect(errorOf(outcomes, "casa").message).toContain("2 of 3");
    expect(files).toEqual(["casa-1.png", "casa-3.png"]);
    expect(recorded?.request).toMatchObject({ n: 3 });
    expect(run.events.filter(({ type }) => type === "answered")).toEqual([]);
  });

  test("for a long while are not slept through", async () => {
    const { outcomes, fetched } = await askFor(1, makeLinks(), (_call, response) =>
      sendError(response, 503, null, { "retry-after": "999999999" }),
    );
    expect(codesOf(outcomes)).toEqual({ casa: "DOWNLOAD_FAILED" });
    expect(fetched).toHaveLength(1);
  });

  test("what is no picture is not recorded, and not taken for one", async () => {
    const { outcomes, recorded } = await askFor(1, makeLinks(), (_call, response) => {
      response.end("<h1>Not found</h1>");
    });
    expect(codesOf(outcomes)).toEqual({ casa: "IMAGE_INVALID" });
    expect(recorded).toBeUndefined();
  });

  test("a link to elsewhere on this machine is not followed", async () => {
    const other = await startServer(sendFile);
    const { outcomes } = await askFor(1, (_call, response) => {
      sendJson(response, { data: [{ url: `${other.origin}/files/1.png` }] });
    });
    expect(codesOf(outcomes)).toEqual({ casa: "DOWNLOAD_BLOCKED" });
    expect(other.calls).toEqual([]);
  });
});

describe("links that had expired", () => {
  const expired = { query: `?se=${encodeURIComponent("2020-01-01T00:00:00Z")}&sig=s3cr3t` };

  test("are asked for again, once, and it is said; those that came are kept", async () => {
    let made = 0;
    const { asked, files, run, outcomes } = await askFor(
      3,
      makeLinks(expired),
      (call, response) => {
        made += 1;
        return made === 1 ? sendError(response, 403) : sendFile(call, response);
      },
    );
    expect(codesOf(outcomes)).toEqual({ casa: "answered" });
    expect(asked).toEqual([3, 1]);
    expect(files).toEqual(["casa-1.png", "casa-2.png", "casa-3.png"]);
    const warnings = run.events.filter(({ type }) => type === "warning");
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(run.events)).not.toContain("s3cr3t");
  });

  test("a second time are given up", async () => {
    const { asked, outcomes } = await askFor(2, makeLinks(expired), (_call, response) =>
      sendError(response, 403),
    );
    expect(asked).toEqual([2, 2]);
    expect(codesOf(outcomes)).toEqual({ casa: "DOWNLOAD_EXPIRED" });
    expect(errorOf(outcomes, "casa").message).not.toContain("s3cr3t");
  });

  test("are not asked for again when something else is wrong that this would not mend", async () => {
    for (const broken of ["/files/1.png", "/files/2.png"]) {
      const { asked, outcomes } = await askFor(2, makeLinks(expired), (call, response) =>
        sendError(response, call.path === broken ? 400 : 403),
      );
      expect(asked).toEqual([2]);
      expect(codesOf(outcomes)).toEqual({ casa: "DOWNLOAD_FAILED" });
    }
  });
});

describe("a block that is broken off", () => {
  test("goes on where it was: only the missing pictures are asked for, by their numbers", async () => {
    const broken = await askFor(4, makeLinks(), (call, response) =>
      /[13]\.png$/.test(call.path) ? sendError(response, 404) : sendFile(call, response),
    );
    expect(broken.files).toEqual(["casa-2.png", "casa-4.png"]);
    const partial = { casa: broken.recorded as ImageAnswer };
    const resumed = await askFor(4, makeLinks({ query: "?again" }), sendFile, { partial });
    expect(codesOf(resumed.outcomes)).toEqual({ casa: "answered" });
    expect(resumed.asked).toEqual([2]);
    const outcome = resumed.outcomes.get("casa");
    const images = outcome?.ok && outcome.answer.kind === "image" ? outcome.answer.images : [];
    expect(images.map(({ file }) => file)).toEqual(
      [1, 2, 3, 4].map((number) => `casa-${number}.png`),
    );
    expect(images[1]).toEqual(broken.recorded?.images[0]);
    expect(outcome?.ok && outcome.answer.created).toBe(broken.recorded?.created);
  });

  test("by Ctrl-C still brings home what is paid for, and asks for nothing more", async () => {
    const links = makeLinks();
    const interruption = makeInterruption();
    const under: { stopping?: AbortController } = {};
    const provider = makeProvider({ limits: { concurrency: 1, imagesPerRequest: 2 } });
    const server = await serve((call, response) => {
      under.stopping?.abort(interruption);
      return links(call, response);
    });
    const run = await openTestRun({ origin: server.origin, provider });
    under.stopping = run.context.stopping;
    const outcomes = await run.ask(makeImage("casa", "Uma casa", { n: 6 }));
    expect(codesOf(outcomes)).toEqual({ casa: "INTERRUPTED" });
    expect(server.calls.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
    expect(run.store.read(name)).toMatchObject({
      state: "read",
      answer: { request: { n: 6 }, images: [{ file: "casa-1.png" }, { file: "casa-2.png" }] },
    });
  });

  test("records what came before a request of it failed", async () => {
    const provider = makeProvider({ limits: { concurrency: 1, imagesPerRequest: 2 } });
    const links = makeLinks();
    let requests = 0;
    const { files, outcomes } = await askFor(
      4,
      (call, response) => {
        requests += 1;
        return requests === 2 ? sendError(response, 400) : links(call, response);
      },
      sendFile,
      { provider },
    );
    expect(codesOf(outcomes)).toEqual({ casa: "PROVIDER_REJECTED" });
    expect(files).toEqual(["casa-1.png", "casa-2.png"]);
  });

  test("keeps the pictures of an older request as those before", async () => {
    const { run, files } = await askFor(1, makeLinks());
    const again = await run.ask(makeImage("casa", "Outra casa, bem maior", { n: 1 }));
    expect(codesOf(again)).toEqual({ casa: "answered" });
    const kept = readdirSync(join(run.store.dir, "a")).toSorted();
    const before = ["casa-1.previous.png", "casa.previous.yaml"];
    expect(kept).toEqual([...(files ?? []), ...before, "casa.yaml"]);
    expect(run.store.read({ slug: "a", id: "casa.previous", kind: "image" }).state).toBe("read");
  });
});

test("a reply without a picture is asked for again, and not for ever", async () => {
  const { asked, outcomes } = await askFor(
    1,
    (_call, response) => sendJson(response, { data: [] }),
    sendFile,
    { provider: makeProvider({ maxAttempts: 3 }) },
  );
  expect(codesOf(outcomes)).toEqual({ casa: "ANSWER_BLANK" });
  expect(asked).toEqual([1, 1]);
});

test("downloads have a limit of their own, and their pictures are recorded before the slot is free", async () => {
  let fetching = 0;
  let most = 0;
  const recorded: number[] = [];
  const links = makeLinks();
  const server = await serve(
    (call, response) => {
      const read = run.store.read(name);
      const images = read.state === "read" && read.answer.kind === "image" && read.answer.images;
      recorded.push(images === false ? 0 : images.length);
      return links(call, response);
    },
    async (call, response) => {
      fetching += 1;
      most = Math.max(most, fetching);
      await new Promise((resolve) => setTimeout(resolve, 30));
      fetching -= 1;
      return sendFile(call, response);
    },
  );
  const provider = makeProvider({ limits: { concurrency: 1, imagesPerRequest: 10 } });
  const run = await openTestRun({ origin: server.origin, provider });
  expect(codesOf(await run.ask(makeImage("casa", "Uma casa", { n: 12 })))).toEqual({
    casa: "answered",
  });
  expect(recorded).toEqual([0, 10]);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});
