// One, two and three workers of 16 slots each, behind a real Redis and a server that answers after
// 300 ms: requests a second, from the first reply to the last, and what Redis holds when the run has
// ended. All processes share this machine.
//
//   npm run compile && node bench/machines.mjs [requests] [latencyMs]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

const [requests = 1000, latencyMs = 300] = process.argv.slice(2).map(Number);
const slots = 16;
const blocks = 25;
const program = join(import.meta.dirname, "../dist/bin/prelo.js");
const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
const running = [];

try {
  const rates = [];
  for (const workers of [1, 2, 3]) {
    const { perSecond, replies, bytes, repeats } = await measure(workers);
    rates.push(perSecond);
    const times = (perSecond / rates[0]).toFixed(2);
    const used = ((perSecond * latencyMs) / 1000 / (slots * workers)).toFixed(2);
    console.log(
      `${workers} × ${slots} slots: ${perSecond.toFixed(0)} requests/s, × ${times}; ${used} of the slots' best; ${repeats} repeated; ${replies} replies in ${(bytes / 1024).toFixed(0)} KiB of Redis`,
    );
  }
} finally {
  for (const child of running) {
    child.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
}

async function measure(workers) {
  const port = await findPort();
  const keep = ["--save", "", "--dir", folder, "--latency-tracking", "no"];
  const redisServer = start("redis-server", ["--port", port, ...keep]);
  const { server, url } = await startProvider();
  await sleep(500);
  const redis = new Redis(port);
  const job = writeJob(workers);
  const secrets = { OPENAI_API_KEY: "none", OPENAI_BASE_URL: url };
  const env = { ...process.env, ...secrets, REDIS_URL: `redis://127.0.0.1:${port}` };
  const at = { cwd: job, env };
  const fleet = Array.from({ length: workers }, () =>
    start(process.execPath, [program, "worker", "--concurrency", slots], at),
  );
  await sleep(3000);
  const before = await usedBytes(redis);
  const build = start(process.execPath, [program, "build", "--queue", "--reporter", "plain"], at);
  const [code] = await once(build, "exit");
  if (code !== 0) {
    throw new Error(`the build ended with ${code}`);
  }
  const { answered, firstMs, lastMs } = await (await fetch(new URL("/stats", url))).json();
  const bytes = (await usedBytes(redis)) - before;
  const replies = (await redis.keys("prelo:*:request:*")).length;
  redis.disconnect();
  for (const child of [...fleet, server, redisServer]) {
    child.kill();
  }
  const perSecond = (answered * 1000) / (lastMs - firstMs);
  return { perSecond, replies, bytes, repeats: answered - requests };
}

async function usedBytes(redis) {
  return Number(/used_memory:(\d+)/.exec(await redis.info("memory"))[1]);
}

function writeJob(name) {
  const job = join(folder, `job-${name}`);
  mkdirSync(join(job, "prompts"), { recursive: true });
  writeFileSync(
    join(job, "pipeline.yaml"),
    "version: 1\narticles: [prompts/*.yaml]\nqueue: { url_env: REDIS_URL }\ntext: { model: bench }\noutput: { formats: [markdown] }\n",
  );
  for (let article = 0; article < requests / blocks; article += 1) {
    const parts = Array.from({ length: blocks }, (_, n) => `  - prompt: Say ${article}-${n}.\n`);
    const text = `title: Article ${article}\nblocks:\n${parts.join("")}`;
    writeFileSync(join(job, "prompts", `a${article}.yaml`), text);
  }
  return job;
}

async function startProvider() {
  const script = join(import.meta.dirname, "server.mjs");
  const child = spawn(process.execPath, [script, JSON.stringify({ latencyMs })]);
  running.push(child);
  const [line] = await once(child.stdout, "data");
  return { server: child, url: `${line}`.trim() };
}

function start(command, args, options = {}) {
  const child = spawn(command, args.map(String), { stdio: "ignore", ...options });
  running.push(child);
  return child;
}

async function findPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
