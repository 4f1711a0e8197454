// What a plan of a large table takes: seconds, memory at its peak, and what of each row is still held
// when all are planned. Nothing is recorded and nothing is sent.
//
//   npm run compile && node bench/tables.mjs [rows]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const most = Number(process.argv[2] ?? 10_000);
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));

const job = `version: 1
articles:
  - template: prompts/city.yaml
    data: data/cities.csv
    slug: "{{ row.name }}"
    where: "{{ row.publish == 'yes' }}"
text: { model: test-text }
`;
const city = `title: "A day in {{ row.name }}"
tags: ["{{ row.country }}", "{{ row.tags }}"]
blocks:
  - { id: see, question: "What is there to see in {{ row.name }}, {{ row.country }}?" }
  - { id: eat, prompt: "What does one eat in {{ row.name }}? {{ row.note }}" }
  - { id: end, prompt: "Conclude: {{ answers.see }}" }
`;
const note = "A note of ordinary length; people write such notes into a table.";

/** Prints the bytes that are held after a plan, with all garbage collected. */
const held = `
  import { planJob } from ${JSON.stringify(join(root, "dist/build/plan.js"))};
  const options = { jobFile: "pipeline.yaml" };
  const report = await planJob(options, { variables: {} });
  gc(); gc();
  console.log(process.memoryUsage().heapUsed, report.articles.length);
`;

/** Prints a plan's own memory at its peak, in KiB, to the last line. */
const peak = `
  process.on("exit", () => console.error(process.resourceUsage().maxRSS));
  process.argv.push("plan");
  await import(${JSON.stringify(join(root, "dist/bin/prelo.js"))});
`;

try {
  mkdirSync(join(folder, "prompts"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "pipeline.yaml"), job);
  writeFileSync(join(folder, "prompts/city.yaml"), city);
  const base = measure(1);
  console.log("rows      seconds  peak MiB  held KiB a row");
  for (const rows of [most / 10, most]) {
    const { seconds, peakMiB, heldKiB } = measure(rows);
    const each = (heldKiB - base.heldKiB) / rows;
    console.log(
      `${String(rows).padEnd(8)}${seconds.toFixed(2).padStart(9)}${peakMiB.toFixed(0).padStart(10)}${each.toFixed(2).padStart(16)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(rows) {
  const lines = Array.from(
    { length: rows },
    (_, index) => `City ${index},Country ${index % 50},"sea, food",yes,${note}`,
  );
  writeFileSync(
    join(folder, "data/cities.csv"),
    ["name,country,tags,publish,note", ...lines].join("\n"),
  );
  const runs = Array.from({ length: rounds }, () => {
    const startedMs = performance.now();
    const { stderr, status } = run(peak);
    if (status !== 0) {
      throw new Error(stderr);
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return { seconds, peakMiB: Number(stderr.trim().split("\n").at(-1)) / 1024 };
  });
  const least = (pick) => Math.min(...runs.map(pick));
  const code = ["--expose-gc", "--input-type=module", "-e", held];
  const bytes = Number(
    execFileSync(process.execPath, code, { cwd: folder, encoding: "utf8" }).split(" ")[0],
  );
  return {
    seconds: least(({ seconds }) => seconds),
    peakMiB: least(({ peakMiB }) => peakMiB),
    heldKiB: bytes / 1024,
  };
}

function run(code) {
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    encoding: "utf8",
  });
}
