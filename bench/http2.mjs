// Whether HTTP/2 pays: the same requests over HTTPS to one server that offers both versions and
// answers after a fixed time, through undici with HTTP/1.1 connections and with HTTP/2, in turns.
// The server runs as a process of its own. Wants `openssl` for a certificate.
//
//   node bench/http2.mjs [requests] [rounds]
//
// undici sends a request that is not marked as idempotent over an HTTP/2 connection only when no
// other is under way on it: a POST by itself has no use of HTTP/2, so both are measured.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { Agent, request } from "undici";

const concurrency = 64;
const latencyMs = 50;

if (process.argv[2] === "serve") {
  serve(process.argv[3]);
} else {
  await compare(Number(process.argv[2] ?? 320), Number(process.argv[3] ?? 3));
}

function serve(folder) {
  const reply = JSON.stringify({
    status: "completed",
    output: [
      { type: "message", content: [{ type: "output_text", text: "Plainly said.\n".repeat(18) }] },
    ],
  });
  const server = createSecureServer(
    {
      allowHTTP1: true,
      key: readFileSync(join(folder, "key.pem")),
      cert: readFileSync(join(folder, "certificate.pem")),
    },
    (call, response) => {
      call.resume();
      call.on("end", () => {
        setTimeout(() => {
          response.writeHead(200, { "content-type": "application/json" });
          response.end(reply);
        }, latencyMs);
      });
    },
  );
  server.listen(0, "127.0.0.1", () => console.log(`https://127.0.0.1:${server.address().port}`));
}

async function compare(requests, rounds) {
  const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
  const wanted = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", ...wanted, ...files], { stdio: "ignore" });
  const server = spawn(process.execPath, [fileURLToPath(import.meta.url), "serve", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await new Promise((resolve) => {
      server.stdout.once("data", (line) => resolve(String(line).trim()));
    });
    const best = new Map();
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, options] of [
        ["HTTP/1.1, 64 connections", { connections: concurrency, allowH2: false }],
        ["HTTP/2, 1 connection", { connections: 1, allowH2: true, pipelining: concurrency }],
        ["HTTP/2, 64 connections", { connections: concurrency, allowH2: true }],
        [
          "HTTP/2, 1 connection, marked",
          { connections: 1, allowH2: true, pipelining: concurrency, idempotent: true },
        ],
      ]) {
        const took = await measure(url, requests, options);
        const known = best.get(name);
        if (known === undefined || took.seconds < known.seconds) {
          best.set(name, took);
        }
      }
    }
    const base = best.get("HTTP/1.1, 64 connections");
    for (const [name, { seconds, cpuMs }] of best) {
      console.log(
        `${name.padEnd(30)} ${seconds.toFixed(2)} s (${(seconds / base.seconds).toFixed(2)} ×)   ` +
          `${cpuMs.toFixed(2)} ms of CPU a request (${(cpuMs / base.cpuMs).toFixed(2)} ×)`,
      );
    }
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(url, requests, { idempotent = false, ...options }) {
  const dispatcher = new Agent({ ...options, connect: { rejectUnauthorized: false } });
  const limit = pLimit(concurrency);
  const body = JSON.stringify({
    model: "bench",
    input: "Write about it.",
    max_output_tokens: 2048,
  });
  const headers = { "content-type": "application/json" };
  const send = async () => {
    const reply = await request(`${url}/v1/responses`, {
      dispatcher,
      idempotent,
      method: "POST",
      headers,
      body,
    });
    await reply.body.json();
  };
  const started = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: requests }, () => limit(send)));
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  await dispatcher.destroy();
  return { seconds, cpuMs: (user + system) / 1000 / requests };
}
