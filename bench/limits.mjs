// Servers that enforce a limit of requests, and say so in headers: how much of what they allow is used,
// and how many replies are 429, with the limit named in the job and without.
//
//   npm run compile && node bench/limits.mjs [requests]
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";

const program = join(import.meta.dirname, "../dist/bin/prelo.js");
const requests = Number(process.argv[2] ?? 1000);

/** What a server keeps, and what of it passes in a minute. */
const most1200 = { perMinute: 1200, requestsPerMinute: 1200 };
const servers = [
  { what: "1,200 a minute, 1 at once", ...most1200, burst: 1 },
  { what: "1,200 a minute, 10 at once", ...most1200, burst: 10 },
  { what: "1,200 a minute, 120 at once", ...most1200, burst: 120 },
  { what: "1,200 a minute, as 20 in each second", ...most1200, most: 20 },
  { what: "1,200 a minute, as 20 in any second", ...most1200, most: 20, isSliding: true },
  { what: "1,200 in each minute", ...most1200, most: 1200, windowMs: 60_000 },
  { what: "500 a minute, as 8 in each second", perMinute: 480, requestsPerMinute: 500, most: 8 },
];
const ways = [
  { how: "named", isNamed: true, isSilent: false },
  { how: "named, no headers", isNamed: true, isSilent: true },
  { how: "learnt from headers", isNamed: false, isSilent: false },
];

// Several at once: each waits nearly all of its time.
const inTurn = pLimit(3);
const lines = await Promise.all(
  servers.flatMap((server) => ways.map(async (way) => inTurn(() => measure(server, way)))),
);
console.log(lines.join("\n"));

async function measure({ what, perMinute, ...options }, { how, isNamed, isSilent }) {
  const limits = isNamed
    ? `{ concurrency: 16, requests_per_minute: ${options.requestsPerMinute} }`
    : "{ concurrency: 16 }";
  const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
  const { server, url } = await startServer({ ...options, isSilent });
  try {
    writeJob(folder, limits);
    await promisify(execFile)(process.execPath, [program, "build"], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        OPENAI_API_KEY: "made-up",
        OPENAI_BASE_URL: url,
      },
      maxBuffer: 2 ** 28,
    });
    const stats = await (await fetch(new URL("/stats", url))).json();
    const { answered, limited, limitedFirst, firstMs, lastMs } = stats;
    // What an even pace from the first answer on lets through in that time.
    const allowed = 1 + ((lastMs - firstMs) / 60_000) * perMinute;
    const used = ((100 * answered) / allowed).toFixed(1);
    const refused = ((100 * limited) / (answered + limited)).toFixed(1);
    const early = (limitedFirst / 2.5).toFixed(1);
    return `| ${what} | ${how} | ${used} % | ${refused} % | ${early} % |`;
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startServer(options) {
  const settings = JSON.stringify({ latencyMs: 50, ...options });
  const server = spawn(process.execPath, [join(import.meta.dirname, "server.mjs"), settings], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve) => {
    server.stdout.once("data", (line) => resolve({ server, url: String(line).trim() }));
  });
}

function writeJob(folder, limits) {
  mkdirSync(join(folder, "prompts"));
  writeFileSync(
    join(folder, "pipeline.yaml"),
    `version: 1
articles: [prompts/*.yaml]
providers: { openai: { limits: ${limits} } }
text: { model: bench }
output: { formats: [markdown] }
`,
  );
  const blocks = Array.from(
    { length: requests },
    (_, index) =>
      `  - { id: b${index}, heading: Part ${index}, prompt: Write about part ${index}. }\n`,
  );
  writeFileSync(join(folder, "prompts/large.yaml"), `title: Large\nblocks:\n${blocks.join("")}`);
}
