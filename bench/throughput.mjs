// 5,000 text requests to a server that answers after 50 ms, 64 at a time: Prelo, which records each
// answer on disk and publishes the articles, against a bare loop of undici and p-limit that keeps
// nothing, and against the same loop when it writes each answer as Prelo does, whole and flushed. They
// take turns, a few rounds long, and the medians are compared: a shared machine is half as fast again
// from one minute to the next. Then the memory of many articles against that of a tenth of them.
//
//   npm run compile && node bench/throughput.mjs [articles] [blocks] [rounds] [latencyMs]
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");
const articles = Number(process.argv[2] ?? 200);
const blocks = Number(process.argv[3] ?? 25);
const rounds = Number(process.argv[4] ?? 5);
const requests = articles * blocks;
const concurrency = 64;
const latencyMs = Number(process.argv[5] ?? 50);
const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
const { server, url } = await startServer();

try {
  const ideal = (Math.ceil(requests / concurrency) * latencyMs) / 1000;
  console.log(`ideal schedule        ${ideal.toFixed(2)} s`);
  const runs = { bare: [], keeping: [], prelo: [] };
  for (let round = 0; round < rounds; round += 1) {
    runs.bare.push(loop({ keeps: false }));
    runs.keeping.push(loop({ keeps: true }));
    runs.prelo.push(build(articles));
  }
  const bare = medianOf(runs.bare);
  const prelo = medianOf(runs.prelo);
  show("bare loop", bare, bare);
  show("and written", medianOf(runs.keeping), bare);
  show("prelo", prelo, bare);
  console.log(`peak in flight at the server: ${(await stats()).peak}`);
  const few = build(Math.ceil(articles / 10));
  const times = timesOf(prelo.rssMib, few.rssMib);
  console.log(`a tenth of the articles: ${few.rssMib.toFixed(0)} MiB; all of them: ${times} times`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

function startServer() {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "server.mjs"), JSON.stringify({ latencyMs })],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  return new Promise((resolve) => {
    child.stdout.once("data", (line) => resolve({ server: child, url: String(line).trim() }));
  });
}

async function stats() {
  return (await fetch(new URL("/stats", url))).json();
}

/**
 * Builds a job of so many articles in a folder of its own. What a build wrote is left to the end: a file
 * system can be slow to create files after thousands were deleted.
 */
function build(count) {
  const job = mkdtempSync(join(folder, `${count}-articles-`));
  mkdirSync(join(job, "prompts"), { recursive: true });
  writeFileSync(
    join(job, "pipeline.yaml"),
    `version: 1
articles: [prompts/*.yaml]
providers: { openai: { limits: { concurrency: ${concurrency} } } }
text: { model: bench }
output: { formats: [markdown] }
`,
  );
  for (let article = 0; article < count; article += 1) {
    const parts = Array.from(
      { length: blocks },
      (_, index) =>
        `  - { id: b${index}, heading: Part ${index}, prompt: Write about ${article}.${index}. }\n`,
    );
    const text = `title: Article ${article}\nblocks:\n${parts.join("")}`;
    writeFileSync(join(job, `prompts/a${article}.yaml`), text);
  }
  const key = `sk-test-${randomBytes(24).toString("base64url")}`;
  const environment = { OPENAI_API_KEY: key, OPENAI_BASE_URL: url };
  return run([join(root, "dist/bin/prelo.js"), "build", join(job, "pipeline.yaml")], environment);
}

/** The loop without Prelo, which writes each answer or keeps nothing. */
function loop({ keeps }) {
  const program = join(import.meta.dirname, "bare-loop.mjs");
  const kept = keeps ? [mkdtempSync(join(folder, "kept-")), String(blocks)] : [];
  return run([program, url, String(requests), String(concurrency), ...kept], {});
}

/** Runs a program to its end, and tells what it took. */
function run(args, environment) {
  const usage = join(folder, "usage.json");
  execFileSync(
    process.execPath,
    ["--import", pathToFileURL(join(import.meta.dirname, "usage.mjs")).href, ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, BENCH_USAGE: usage, ...environment },
      stdio: "ignore",
    },
  );
  return JSON.parse(readFileSync(usage, "utf8"));
}

/** The median of each figure for itself. */
function medianOf(runs) {
  const median = (name) => {
    const sorted = runs.map((figures) => figures[name]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return {
    seconds: median("seconds"),
    cpuSeconds: median("cpuSeconds"),
    rssMib: median("rssMib"),
  };
}

function show(name, { seconds, cpuSeconds, rssMib }, base) {
  const cpuMs = (cpuSeconds * 1000) / requests;
  console.log(
    `${name.padEnd(12)} ${seconds.toFixed(2)} s (${timesOf(seconds, base.seconds)} × bare)   ` +
      `${cpuMs.toFixed(2)} ms of CPU a request (${timesOf(cpuSeconds, base.cpuSeconds)} × bare)   ` +
      `${rssMib.toFixed(0)} MiB`,
  );
}

function timesOf(figure, base) {
  return (figure / base).toFixed(2);
}
