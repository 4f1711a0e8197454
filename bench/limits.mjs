// A server that enforces 600 requests a minute with a burst of 10, and says so in headers: how much
// of what it allows is used, and how many replies are 429, with the limit named in the job and without.
//
//   npm run compile && node bench/limits.mjs [requests]
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const program = join(import.meta.dirname, "../dist/bin/prelo.js");
const requests = Number(process.argv[2] ?? 600);
const requestsPerMinute = 600;
const burst = 10;

for (const [name, limits] of [
  ["named in the job", `{ concurrency: 16, requests_per_minute: ${requestsPerMinute} }`],
  ["not named", "{ concurrency: 16 }"],
]) {
  const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
  const { server, url } = await startServer();
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
    const { answered, limited, firstMs, lastMs } = await (
      await fetch(new URL("/stats", url))
    ).json();
    // What it lets through in that time: the burst, and then one more for each interval.
    const allowed = burst + ((lastMs - firstMs) / 60_000) * requestsPerMinute;
    const used = ((100 * answered) / allowed).toFixed(1);
    const refused = ((100 * limited) / (answered + limited)).toFixed(1);
    console.log(
      `${name.padEnd(18)} ${answered} answered in ${((lastMs - firstMs) / 1000).toFixed(1)} s: ` +
        `${used} % of what is allowed, ${refused} % of the replies 429`,
    );
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startServer() {
  const options = JSON.stringify({ latencyMs: 50, requestsPerMinute, burst });
  const server = spawn(process.execPath, [join(import.meta.dirname, "server.mjs"), options], {
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
