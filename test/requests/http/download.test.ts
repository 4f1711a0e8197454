import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { PreloError } from "../../../src/errors.ts";
import { type Download, downloadBytes } from "../../../src/requests/http/download.ts";
import { readLinkExpiry } from "../../../src/requests/http/link-expiry.ts";
import { Received } from "../../../src/requests/http/received.ts";
import { type Handle, startServer } from "../../support/scripted-server.ts";
import { rejectionOf } from "../../support/thrown.ts";
import { never, openClient } from "./clients.ts";

const nowMs = Date.UTC(2026, 10, 23, 10, 0, 0);
const signature = `sig-${randomBytes(8).toString("hex")}`;
const picture = randomBytes(5000);

function toDownload(origin: string, over: Partial<Download> = {}): Download {
  return {
    url: `${origin}/files/a.png?sig=${signature}`,
    own: { origin },
    idleMs: 10_000,
    totalMs: 10_000,
    maxBytes: 10_000,
    signal: never,
    nowMs,
    ...over,
  };
}

/** How a download fails from a server that does this; the link's query shows nowhere in it. */
async function failure(handle: Handle, over: Partial<Download> = {}): Promise<PreloError> {
  const server = await startServer(handle);
  return failureOf(toDownload(server.origin, over));
}

async function failureOf(download: Download): Promise<PreloError> {
  const error = await rejectionOf(PreloError, downloadBytes(openClient(), download));
  let shown = "";
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    shown += `${at.message} ${at.stack} ${"hint" in at ? String(at.hint) : ""}`;
  }
  expect(shown).not.toContain(signature);
  return error;
}

test("the bytes come home as they are, and the link is asked for byte for byte", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200, { "content-type": "image/png" }).end(picture);
  });
  expect(await downloadBytes(openClient(), toDownload(server.origin))).toEqual(picture);
  expect(server.calls[0]?.headers).not.toHaveProperty("authorization");
});

test("redirects are followed, relative ones too", async () => {
  const server = await startServer(({ path }, response) => {
    if (path === "/files/a.png") {
      response.writeHead(302, { location: "../b.png?x=1" }).end("moved");
    } else {
      response.writeHead(200).end(picture);
    }
  });
  expect(await downloadBytes(openClient(), toDownload(server.origin))).toEqual(picture);
  expect(server.calls.map(({ path }) => path)).toEqual(["/files/a.png", "/b.png"]);
});

test("a loop of redirects ends", async () => {
  let hops = 0;
  const error = await failure(({ origin }, response) => {
    hops += 1;
    response.writeHead(302, { location: `${origin}/again?sig=${signature}` }).end();
  });
  expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: false });
  expect(hops).toBeLessThanOrEqual(6);
});

test.each([
  ["the metadata service", "http://169.254.169.254/latest/meta-data"],
  ["the same by https", "https://169.254.169.254/latest/meta-data"],
  ["another port of the loopback", "http://127.0.0.1:1/"],
  ["the loopback by name", "https://localhost:1/"],
  ["the loopback in IPv6", "https://[::1]:1/"],
  ["a private network", "https://10.1.2.3/"],
  ["a file", "file:///etc/passwd"],
  ["data in the link", "data:image/png;base64,AAAA"],
])("a redirect from the provider's own origin to %s is refused", async (_what, location) => {
  const error = await failure((_call, response) => {
    response.writeHead(307, { location: `${location}?sig=${signature}` }).end();
  });
  expect(error.code).toBe("DOWNLOAD_BLOCKED");
});

test("a second server on the loopback is never contacted by a link of the first", async () => {
  const other = await startServer((_call, response) => {
    response.writeHead(200).end(picture);
  });
  const error = await failure((_call, response) => {
    response.writeHead(302, { location: `${other.origin}/secret` }).end();
  });
  expect(error.code).toBe("DOWNLOAD_BLOCKED");
  expect((await failureOf(toDownload(other.origin, { own: undefined }))).code).toBe(
    "DOWNLOAD_BLOCKED",
  );
  expect(other.sockets()).toBe(0);
  expect(other.calls).toEqual([]);
});

test("a name that resolves to loopback is refused at the connection", async () => {
  const { request } = await import("undici");
  const dispatcher = await openClient().guardedDispatcher();
  const server = await startServer((_call, response) => {
    response.end("secret");
  });
  const { port } = new URL(server.origin);
  await expect(request(`http://localhost:${port}/`, { dispatcher })).rejects.toMatchObject({
    code: "DOWNLOAD_BLOCKED",
  });
  expect(server.calls).toEqual([]);
});

test("NO_PROXY goes round the proxy, not round the guard", async () => {
  const { request } = await import("undici");
  const server = await startServer((_call, response) => {
    response.end("secret");
  });
  const proxy = { httpProxy: "http://127.0.0.1:1", noProxy: "localhost" };
  const dispatcher = await openClient({ proxy }).guardedDispatcher();
  const { port } = new URL(server.origin);
  await expect(request(`http://localhost:${port}/`, { dispatcher })).rejects.toMatchObject({
    code: "DOWNLOAD_BLOCKED",
  });
  expect(server.calls).toEqual([]);
});

test("more than allowed is broken off while it streams", async () => {
  let closed = false;
  const error = await failure((_call, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(Buffer.alloc(4000)), 1);
    response.once("close", () => {
      clearInterval(timer);
      closed = true;
    });
  });
  expect(error).toMatchObject({ code: "DOWNLOAD_TOO_LARGE", retryable: false });
  expect(error.hint).toContain("max_bytes");
  await vi.waitFor(() => expect(closed).toBe(true));
});

test("more than allowed is refused by the announced length, before it comes", async () => {
  let sent = 0;
  const error = await failure((_call, response) => {
    response.writeHead(200, { "content-length": "1000000" });
    response.write("x");
    const timer = setInterval(() => {
      sent += 1;
      response.write("x");
    }, 5);
    response.once("close", () => clearInterval(timer));
  });
  expect(error).toMatchObject({ code: "DOWNLOAD_TOO_LARGE", retryable: false });
  expect(sent).toBeLessThan(100);
});

test("exactly as much as allowed is whole", async () => {
  const server = await startServer((_call, response) => {
    response.end(picture);
  });
  const download = toDownload(server.origin, { maxBytes: picture.byteLength });
  expect(await downloadBytes(openClient(), download)).toEqual(picture);
});

test.each([
  ["by its length", { "content-length": String(picture.byteLength) }],
  ["in chunks", {}],
])(
  "a picture that is cut in half (announced %s) may come whole next time",
  async (_how, headers) => {
    const error = await failure((_call, response) => {
      response.writeHead(200, headers);
      response.write(picture.subarray(0, 2500));
      setTimeout(() => response.destroy(), 5);
    });
    expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: true });
  },
);

test("a reset is a failed download, which may pass", async () => {
  const error = await failure((_call, response) => {
    response.socket?.resetAndDestroy();
  });
  expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: true });
});

test("a server that never answers ends in time, and frees its socket", async () => {
  const server = await startServer(() => undefined);
  const error = await failureOf(toDownload(server.origin, { idleMs: 60 }));
  expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: true });
  await server.idle();
});

const past = "2026-11-23T09%3A59%3A59Z";
const future = "2026-11-23T11%3A00%3A00Z";
test.each([
  [403, `se=${past}`, "DOWNLOAD_EXPIRED", false],
  [404, `se=${past}`, "DOWNLOAD_EXPIRED", false],
  [410, `se=${past}`, "DOWNLOAD_EXPIRED", false],
  [410, "", "DOWNLOAD_EXPIRED", false],
  [403, `Expires=${nowMs / 1000 - 1}`, "DOWNLOAD_EXPIRED", false],
  [403, `se=${future}`, "DOWNLOAD_FAILED", false],
  [404, "", "DOWNLOAD_FAILED", false],
  [403, "Expires=", "DOWNLOAD_FAILED", false],
  [400, `se=${past}`, "DOWNLOAD_FAILED", false],
  [408, "", "DOWNLOAD_FAILED", true],
  [429, "", "DOWNLOAD_FAILED", true],
  [500, "", "DOWNLOAD_FAILED", true],
  [503, `se=${past}`, "DOWNLOAD_FAILED", true],
  [204, "", "DOWNLOAD_FAILED", false],
  [304, "", "DOWNLOAD_FAILED", false],
])("status %i of a link with %j is %s", async (status, query, code, retryable) => {
  const server = await startServer((_call, response) => {
    response.writeHead(status, { "retry-after": "2" }).end();
  });
  const url = `${server.origin}/files/a.png?${query}&sig=${signature}`;
  const error = await failureOf(toDownload(server.origin, { url }));
  const retryAfterMs = code === "DOWNLOAD_EXPIRED" ? undefined : 2000;
  expect(error).toMatchObject({ code, retryable, status, retryAfterMs });
});

test("an error with a picture in its body is no picture", async () => {
  const error = await failure((_call, response) => {
    response.writeHead(404, { "content-type": "image/jpeg" }).end(picture);
  });
  expect(error.code).toBe("DOWNLOAD_FAILED");
});

test("a stop ends it with the stop's own reason", async () => {
  const stopping = new AbortController();
  const reason = new PreloError("INTERRUPTED", "interrupted");
  const server = await startServer((_call, response) => {
    response.writeHead(200).write("half");
    setTimeout(() => stopping.abort(reason), 5);
  });
  const download = toDownload(server.origin, { signal: stopping.signal });
  await expect(downloadBytes(openClient(), download)).rejects.toBe(reason);
  await server.idle();
});

test("a link that is no URL fails at once, shows nothing of itself, and leaves no timer", async () => {
  vi.useFakeTimers();
  const url = `not a url?sig=${signature}`;
  expect(await failureOf(toDownload("http://x", { url }))).toMatchObject({
    code: "DOWNLOAD_FAILED",
    retryable: false,
  });
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test.each([
  ["https://a.example/x?se=2026-11-23T10%3A00%3A00Z&sig=x", nowMs],
  [`https://a.example/x?Expires=${nowMs / 1000}`, nowMs],
  ["https://a.example/x?X-Amz-Date=20261123T093000Z&X-Amz-Expires=1800&X-Amz-Signature=x", nowMs],
  ["https://a.example/x?X-Goog-Date=20261123T093000Z&X-Goog-Expires=1800", nowMs],
  ["https://a.example/x?X-Amz-Date=20261399T093000Z&X-Amz-Expires=1800", undefined],
  ["https://a.example/x?X-Amz-Date=20261123T093000Z", undefined],
  ["https://a.example/x?Expires=soon", undefined],
  ["https://a.example/x?se=never", undefined],
  ["https://a.example/x", undefined],
  ["no link", undefined],
])("when %s ends", (link, expected) => {
  expect(readLinkExpiry(link)).toBe(expected);
});

/** Serves the picture with a strong ETag, in parts when asked; breaks off the first reply. */
function cutFirst(etag: () => string): Handle {
  return (call, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(call.headers.range ?? "")?.[1] ?? 0);
    const same = call.headers["if-range"] === etag();
    const rest = picture.subarray(same ? start : 0);
    const headers = { etag: etag(), "content-length": rest.byteLength };
    if (same && start > 0) {
      response.writeHead(206, { ...headers, "content-range": `bytes ${start}-4999/5000` });
    } else {
      response.writeHead(200, headers);
    }
    if (call.index > 0) {
      response.end(rest);
    } else {
      response.write(rest.subarray(0, 2000), () => setTimeout(() => response.destroy(), 20));
    }
  };
}

test("what was cut off goes on where it broke off", async () => {
  const server = await startServer(cutFirst(() => '"one"'));
  const download = toDownload(server.origin, { received: new Received() });
  await rejectionOf(PreloError, downloadBytes(openClient(), download));
  expect(await downloadBytes(openClient(), download)).toEqual(picture);
  expect(server.calls[1]?.headers).toMatchObject({ range: "bytes=2000-", "if-range": '"one"' });
});

test("a file that has changed meanwhile comes anew", async () => {
  let version = 0;
  const server = await startServer(cutFirst(() => `"${(version += 1)}"`));
  const download = toDownload(server.origin, { received: new Received() });
  await rejectionOf(PreloError, downloadBytes(openClient(), download));
  expect(await downloadBytes(openClient(), download)).toEqual(picture);
});

test.each([
  ["a part that was not asked for", 206, { "content-range": "bytes 100-4999/5000" }],
  ["a refused range", 416, {}],
])(
  "%s is not joined to what came; the next attempt starts anew",
  async (_what, status, headers) => {
    const server = await startServer((call, response) => {
      if (call.index === 1) {
        response.writeHead(status, headers).end(picture.subarray(100));
      } else {
        return cutFirst(() => '"one"')(call, response);
      }
      return undefined;
    });
    const download = toDownload(server.origin, { received: new Received() });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await rejectionOf(PreloError, downloadBytes(openClient(), download));
      expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: true });
    }
    expect(await downloadBytes(openClient(), download)).toEqual(picture);
    expect(server.calls[2]?.headers.range).toBeUndefined();
  },
);

test("the size limit holds over all parts", async () => {
  const server = await startServer(cutFirst(() => '"one"'));
  const download = toDownload(server.origin, { received: new Received(), maxBytes: 4999 });
  const error = await failureOf(download);
  expect(error).toMatchObject({ code: "DOWNLOAD_TOO_LARGE", retryable: false });
});

test("a link to the provider's own origin gets the key when it is asked for, and only there", async () => {
  const ownHeaders = { authorization: "Bearer made-up" };
  const elsewhere = await startServer((_call, response) => {
    response.end(picture);
  });
  const server = await startServer(({ headers, path }, response) => {
    if (headers.authorization === undefined) {
      response.writeHead(401).end();
    } else if (path === "/files/moved.png") {
      response.writeHead(302, { location: `${server.origin}/files/b.png` }).end();
    } else {
      response.end(picture);
    }
  });
  const client = openClient({ userAgent: "prelo/1.2.3" });
  const own = toDownload(server.origin, { ownHeaders });
  expect(await downloadBytes(client, own)).toEqual(picture);
  expect(server.calls.map(({ headers }) => headers.authorization)).toEqual([
    undefined,
    "Bearer made-up",
  ]);
  expect(server.calls[0]?.headers["user-agent"]).toBe("prelo/1.2.3");
  // Behind a redirect it is not sent again, not even to the same origin.
  const moved = { ...own, url: `${server.origin}/files/moved.png` };
  await expect(downloadBytes(client, moved)).rejects.toMatchObject({ code: "DOWNLOAD_FAILED" });
  expect(server.calls.at(-1)?.headers.authorization).toBeUndefined();
  const refused = { ...own, own: { origin: elsewhere.origin } };
  await expect(downloadBytes(client, refused)).rejects.toMatchObject({ code: "DOWNLOAD_BLOCKED" });
});

test("a relative link leads to where the request went", async () => {
  const server = await startServer(({ path }, response) => {
    response.writeHead(path === "/v1/images/a.png" ? 200 : 404).end(picture);
  });
  const base = new URL(`${server.origin}/v1/images/generations`);
  for (const url of ["/v1/images/a.png", "a.png", `//${base.host}/v1/images/a.png`]) {
    expect(await downloadBytes(openClient(), toDownload(server.origin, { url, base }))).toEqual(
      picture,
    );
  }
});

test.each([
  [
    "with the range of all of it",
    { "content-range": `bytes 0-${picture.byteLength - 1}/${picture.byteLength}` },
  ],
  ["without a range", {}],
])("a 206 that is whole %s is taken", async (_how, headers) => {
  const server = await startServer((_call, response) => {
    response.writeHead(206, headers).end(picture);
  });
  const download = toDownload(server.origin, { received: new Received() });
  expect(await downloadBytes(openClient(), download)).toEqual(picture);
});

test("a picture that is compressed though nobody asked comes out whole", async () => {
  const server = await startServer((_call, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(picture));
  });
  expect(await downloadBytes(openClient(), toDownload(server.origin))).toEqual(picture);
});

test("only the time in which nothing comes counts, up to a bound for the whole", async () => {
  const server = await startServer((_call, response) => {
    let sent = 0;
    response.writeHead(200);
    const timer = setInterval(() => {
      sent += 1;
      response.write("x");
      if (sent === 12) {
        response.end();
      }
    }, 20);
    response.once("close", () => clearInterval(timer));
  });
  const patient = toDownload(server.origin, { idleMs: 200 });
  expect(await downloadBytes(openClient(), patient)).toHaveLength(12);
  const error = await failureOf(toDownload(server.origin, { idleMs: 5000, totalMs: 60 }));
  expect(error).toMatchObject({ code: "DOWNLOAD_FAILED", retryable: false });
});
