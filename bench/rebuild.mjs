// How long a rebuild takes that has nothing to do: of one article with 5,000 recorded answers, and
// of the sample. Both are built once against the sandbox first; that is not measured.
//
//   npm run compile && node bench/rebuild.mjs [blocks]
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const program = join(root, "dist/bin/prelo.js");
const blocks = Number(process.argv[2] ?? 5000);
const rounds = 7;
const folder = mkdtempSync(join(tmpdir(), "prelo-bench-"));
const environment = { PATH: process.env.PATH, HOME: folder };

try {
  const sample = join(folder, "sample");
  for (const name of ["pipeline.yaml", "prompts"]) {
    cpSync(join(root, name), join(sample, name), { recursive: true });
  }
  const large = join(folder, "large");
  writeLargeJob(large);
  console.log(`building both once (${blocks} answers in the large one) …`);
  for (const job of [sample, large]) {
    build(job);
  }
  const floor = measure(() => execFileSync(process.execPath, ["-e", "0"]));
  report("node -e 0", floor, floor);
  report(
    "sample, nothing to do",
    measure(() => build(sample)),
    floor,
  );
  report(
    `${blocks} answers, nothing to do`,
    measure(() => build(large)),
    floor,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeLargeJob(job) {
  mkdirSync(join(job, "prompts"), { recursive: true });
  writeFileSync(
    join(job, "pipeline.yaml"),
    "version: 1\narticles: [prompts/*.yaml]\ntext: { provider: sandbox, model: bench }\n",
  );
  const list = Array.from(
    { length: blocks },
    (_, index) =>
      `  - id: block-${index}\n    heading: Part ${index}\n    prompt: Write two sentences about part ${index}, plainly.\n`,
  );
  writeFileSync(join(job, "prompts/large.yaml"), `title: Large\nblocks:\n${list.join("")}`);
}

function build(job) {
  execFileSync(process.execPath, [program, "build"], {
    cwd: job,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 28,
  });
}

/** The quickest of several rounds, in seconds: what the others took longer is the machine's. */
function measure(run) {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

function report(name, seconds, floor) {
  const ratio = (seconds / floor).toFixed(1);
  console.log(`${name.padEnd(32)} ${seconds.toFixed(3)} s   ${ratio} × node -e 0`);
}
