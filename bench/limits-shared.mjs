// One account's limit over many machines, the limiter alone: how much of it is used, what the busiest
// minute saw, whether anybody starves, and what it takes of Redis. Nothing is sent; a request is a sleep.
// Each worker has a connection of its own; a tenth of them go every five seconds, and as many come.
//
//   npm run compile && node bench/limits-shared.mjs [workers] [requests a minute] [seconds] [slots]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openRedis } from "../dist/requests/machines/redis.js";
import { SharedLimits } from "../dist/requests/pace/shared-limits.js";
import { toCallLimits } from "../dist/requests/pace/sharing.js";

const [workers = 100, requestsPerMinute = 30_000, seconds = 150, slots = 4] = process.argv
  .slice(2)
  .map(Number);
const boundTokens = 3000;
const usedTokens = 500;
const latencyMs = () => 200 + 200 * Math.random();
const rate = { requests: {}, tokens: {} };

const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
const port = await findPort();
const server = spawn("redis-server", ["--port", port, "--save", "", "--dir", folder], {
  stdio: "ignore",
});
await sleep(1000);
const variables = { REDIS_URL: `redis://127.0.0.1:${port}` };
const access = { urlEnv: "REDIS_URL", variables };

const turns = [];
const endsAt = performance.now() + seconds * 1000;
let running = [];
let newest = 0;

async function startWorker() {
  const name = (newest += 1);
  const redis = await openRedis({ ...access, failsFast: true });
  const worker = { name, sinceMs: performance.now(), isGoing: false };
  const limits = new SharedLimits({
    open: () => Promise.resolve(toCallLimits(redis)),
    baseUrl: () => Promise.resolve("https://api.example.com/v1"),
    queue: { urlEnv: "REDIS_URL", name: "bench" },
    provider: { limits: { requestsPerMinute }, deadlineMs: 60_000, apiKeyEnv: "KEY" },
    model: "model",
    clock: () => performance.now(),
    random: Math.random,
  });
  const wait = async ({ waitMs }) => {
    await sleep(Math.min(waitMs, 250));
    return !worker.isGoing;
  };
  const work = async () => {
    while (!worker.isGoing && performance.now() < endsAt) {
      const booking = await limits.take(boundTokens, wait);
      if (booking === undefined) {
        return;
      }
      turns.push({ atMs: performance.now(), name });
      await sleep(latencyMs());
      limits.answered(booking, rate, boundTokens - usedTokens);
    }
  };
  worker.done = Promise.all(Array.from({ length: slots }, work)).then(() => redis.disconnect());
  running.push(worker);
  return worker;
}

const all = await Promise.all(Array.from({ length: workers }, startWorker));
const redis = await openRedis(access);
const began = { at: performance.now(), ...(await measureRedis()) };
while (performance.now() < endsAt - 6000) {
  await sleep(5000);
  const share = Math.ceil(workers / 10);
  running.slice(0, share).forEach((worker) => {
    worker.isGoing = true;
    worker.untilMs = performance.now();
  });
  running = running.slice(share);
  all.push(...(await Promise.all(Array.from({ length: share }, startWorker))));
}
await Promise.all(all.map(({ done }) => done));
const ended = { at: performance.now(), ...(await measureRedis()) };
const [key] = await redis.keys("*");
const bytes = await redis.memory("USAGE", key);
redis.disconnect();
server.kill();
rmSync(folder, { recursive: true, force: true });

const times = turns.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
const minutes = (times.at(-1) - times[0]) / 60_000;
const percent = (value) => `${(100 * value).toFixed(1)} %`;
const stayed = all.filter(({ sinceMs, untilMs = ended.at }) => untilMs - sinceMs > 20_000);
const rates = stayed.map(({ name, sinceMs, untilMs = ended.at }) => {
  const count = turns.filter((turn) => turn.name === name).length;
  return count / (untilMs - sinceMs);
});
const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
console.log(`${workers} workers, ${requestsPerMinute} requests a minute, ${seconds} s`);
console.log(`used: ${percent(times.length / minutes / requestsPerMinute)} of the limit`);
console.log(`the busiest minute: ${percent(busiestMinute() / requestsPerMinute)} of the limit`);
console.log(`of the mean, a worker got ${percent(Math.min(...rates) / mean)} at the least`);
console.log(
  `calls of the script for a turn: ${((ended.calls - began.calls) / times.length).toFixed(2)}`,
);
console.log(
  `Redis: ${percent((ended.cpu - began.cpu) / ((ended.at - began.at) / 1000))} of a core, ${bytes} bytes`,
);

function busiestMinute() {
  let first = 0;
  let most = 0;
  times.forEach((atMs, last) => {
    while (times[first] <= atMs - 60_000) {
      first += 1;
    }
    most = Math.max(most, last - first + 1);
  });
  return most;
}

async function measureRedis() {
  const info = await redis.info("all");
  const read = (pattern) => Number(pattern.exec(info)?.[1] ?? 0);
  return {
    calls: read(/cmdstat_evalsha:calls=(\d+)/),
    cpu: read(/used_cpu_user:([\d.]+)/) + read(/used_cpu_sys:([\d.]+)/),
  };
}

async function findPort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return address.port;
}
