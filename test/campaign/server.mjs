import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { drawPng } from "./png.mjs";

function textBody({ model, input }) {
  const text = `What was asked has the hash ${createHash("sha256").update(input).digest("hex")}.`;
  return {
    status: "completed",
    model,
    output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
    usage: { input_tokens: 7, output_tokens: 11 },
  };
}

/** Every second prompt gets links, the others base64. */
function imageBody({ prompt, n }, origin) {
  const asLink = /[13579]$/.test(prompt);
  const one = asLink
    ? { url: `${origin}/files/${encodeURIComponent(prompt)}.png` }
    : { b64_json: drawPng(prompt).toString("base64") };
  return {
    data: Array.from({ length: n }, () => one),
    usage: { input_tokens: 3 * n, output_tokens: 100 * n },
  };
}

/**
 * A provider of its own that counts: `calls` holds each request's prompt, how many pictures it
 * asks for, and since when (in milliseconds) its reply is out.
 * @param latencyMs from 0 up to this, at random, before each reply
 */
export async function startServer({ latencyMs, random }) {
  const calls = [];
  const listeners = new Set();
  let origin = "";
  const answer = async (request, response) => {
    if (request.method === "GET") {
      await sleep(random() * latencyMs);
      const [, prompt] = /^\/files\/(.*)\.png$/.exec(request.url);
      response.setHeader("content-type", "image/png");
      return response.end(drawPng(decodeURIComponent(prompt)));
    }
    const body = await json(request);
    const call = { prompt: body.prompt ?? body.input, n: body.n, repliedAtMs: undefined };
    calls.push(call);
    for (const listen of listeners) {
      listen();
    }
    await sleep(random() * latencyMs);
    response.on("finish", () => (call.repliedAtMs = performance.now()));
    response.setHeader("content-type", "application/json");
    const reply = body.prompt === undefined ? textBody(body) : imageBody(body, origin);
    return response.end(JSON.stringify(reply));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  return {
    calls,
    url: `${origin}/v1`,
    /** Calls `listen` at each request. @returns a function that ends this */
    onCall: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
