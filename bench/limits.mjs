// Servers that enforce a limit of requests, and say so in headers: how much of what they allow is used,
// and how many replies are 429, with the limit named in the job and without.
//
//   npm run compile && node bench/limits.mjs [requests]
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const program = join(import.meta.dirname, "../dist/bin/prelo.js");
const requests = Number(process.argv[2] ?? 1000);

/** What a server keeps, and what of it passes in a minute. */
const servers = [
  { what: "1,200 a minute, 10 at once", perMinute: 1200, requestsPerMinute: 1200, burst: 10 },
  { what: "500 a minute, as 8 a second", perMinute: 480, requestsPerMinute: 500, perSecond: 8 },
];

for (const { what, perMinute, ...options } of servers) {
  for (const [how, limits] of [
    ["named", `{ concurrency: 16, requests_per_minute: ${options.requestsPerMinute} }`],
    ["learnt", "{ concurrency: 16 }"],
  ]) {
    const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
    const { server, url } = await startServer(options);
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
      // What it lets through in that time: the burst, and then one more for each interval.
      const allowed =
        (options.burst ?? options.perSecond) + ((lastMs - firstMs) / 60_000) * perMinute;
      const used = ((100 * answered) / allowed).toFixed(1);
      const refused = ((100 * limited) / (answered + limited)).toFixed(1);
      console.log(
        `${what}, ${how.padEnd(6)} ${answered} answered in ${((lastMs - firstMs) / 1000).toFixed(1)} s: ` +
          `${used} % of what is allowed, ${refused} % of the replies 429, ` +
          `${(limitedFirst / 2.5).toFixed(1)} % of the first 250`,
      );
    } finally {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
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
