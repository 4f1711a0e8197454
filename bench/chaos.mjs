// 1,000 texts and 200 pictures from a server that fails: 15 % of its replies are 5xx, 2 % of the
// connections are reset, 1 % of the requests are never answered (timeout 2 s), and 10 % of the
// downloads break off. Everything must be answered, and recorded once.
//
//   npm run compile && node bench/chaos.mjs [rounds]
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../dist/sandbox/server.js";

const texts = 1000;
const galleries = 50;
const perGallery = 4;
const articles = 50;
const program = join(import.meta.dirname, "../dist/bin/prelo.js");

for (let round = 1; round <= Number(process.argv[2] ?? 1); round += 1) {
  await runRound(round);
}

async function runRound(round) {
  const folder = mkdtempSync(join(tmpdir(), "prelo-chaos-"));
  const faults = { errorRate: 0.15, resetRate: 0.02, hangRate: 0.01, cutRate: 0.1 };
  const server = await startSandbox({ ...faults, latencyMs: 20, imageReply: "url" });
  try {
    writeJob(folder, server.url);
    const started = performance.now();
    const exit = await build(folder);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const found = count(join(folder, "answers"));
    console.log(
      `round ${round}: exit ${exit} after ${seconds} s; ${found.texts} texts, ${found.pictures} pictures ` +
        `recorded, ${found.wrong} of them wrong, ${found.left} temporary files; ` +
        `the server met ${server.stats.answered} requests, ${server.stats.faults} faults`,
    );
    const isRight = found.texts === texts && found.pictures === galleries * perGallery;
    if (exit !== 0 || !isRight || found.wrong > 0 || found.left > 0) {
      process.exitCode = 1;
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeJob(folder, baseUrl) {
  mkdirSync(join(folder, "prompts"));
  writeFileSync(
    join(folder, "pipeline.yaml"),
    `version: 1
articles: [prompts/*.yaml]
providers:
  chaos: { base_url: "${baseUrl}", limits: { concurrency: 32 }, timeout_seconds: 2, max_attempts: 10 }
text: { provider: chaos, model: any, endpoint: chat }
image: { provider: chaos, model: any, size: 256x256 }
images: { widths: [128], formats: [jpeg] }
`,
  );
  for (let article = 0; article < articles; article += 1) {
    const prompts = Array.from(
      { length: texts / articles },
      (_, index) =>
        `  - { id: t${index}, heading: Part ${index}, prompt: About ${article}.${index} }\n`,
    );
    const pictures = Array.from(
      { length: galleries / articles },
      (_, index) =>
        `  - { id: p${index}, image: A house ${article}.${index}, n: ${perGallery}, alt: A house }\n`,
    );
    writeFileSync(
      join(folder, `prompts/a${article}.yaml`),
      `title: Article ${article}\nblocks:\n${prompts.join("")}${pictures.join("")}`,
    );
  }
}

async function build(folder) {
  const environment = { PATH: process.env.PATH, HOME: folder };
  try {
    await promisify(execFile)(process.execPath, [program, "build"], {
      cwd: folder,
      env: environment,
      maxBuffer: 1e9,
    });
    return 0;
  } catch (error) {
    console.error(String(error.stderr).split("\n").slice(-15).join("\n"));
    return error.code;
  }
}

/** What the answers folder holds; a picture is wrong when its bytes are not those recorded. */
function count(answers) {
  const found = { texts: 0, pictures: 0, wrong: 0, left: 0 };
  for (const slug of readdirSync(answers, { withFileTypes: true })) {
    if (!slug.isDirectory()) {
      continue;
    }
    for (const name of readdirSync(join(answers, slug.name))) {
      const path = join(answers, slug.name, name);
      if (name.endsWith(".md")) {
        found.texts += 1;
      } else if (name.includes("tmp")) {
        found.left += 1;
      } else if (name.endsWith(".yaml")) {
        const record = readFileSync(path, "utf8");
        for (const [, file, hash] of record.matchAll(/file: (\S+)\n\s+sha256: sha256:(\S+)/g)) {
          found.pictures += 1;
          const bytes = readFileSync(join(answers, slug.name, file));
          if (createHash("sha256").update(bytes).digest("hex") !== hash) {
            found.wrong += 1;
          }
        }
      }
    }
  }
  return found;
}
