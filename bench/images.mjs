/*
 * Pictures to variants: Prelo beside eleventy-img, the obvious program, and the floor.
 * Usage: node images.mjs [rounds] | sample      (compile Prelo first: `npm run compile` in the root)
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { contenders, formats, quality, widths } from "./contenders.mjs";
import { sidePx, writePhotographs } from "./photographs.mjs";

const self = fileURLToPath(import.meta.url);
const pictures = 24;
const manyTimes = 10;
const targets = { eleventy: 1.6, floor: 1.6, rssMib: 300 };

/** In a process of its own, so that time and memory are of one contender alone. */
async function runContender(name, files) {
  const run = await contenders[name].prepare(files);
  let [variants, bytes] = [0, 0];
  const cpuBefore = process.cpuUsage();
  const began = process.hrtime.bigint();
  await run((variant) => {
    variants += 1;
    bytes += variant.length;
  });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (user + system) / 1e6;
  const rssMib = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds, cpuSeconds, rssMib, variants, bytes }));
}

async function measure(name, files) {
  const { stdout } = await promisify(execFile)(process.execPath, [self, "--run", name, ...files]);
  return JSON.parse(stdout);
}

/** Rounds go through all contenders in turn, so that a busy moment does not hit only one. */
async function measureAll(files, rounds) {
  const best = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(contenders)) {
      const now = await measure(name, files);
      const before = best.get(name);
      best.set(name, before !== undefined && before.seconds <= now.seconds ? before : now);
    }
  }
  return best;
}

function say(cells) {
  const [name, ...rest] = cells;
  console.log(name.padEnd(24) + rest.map((cell) => cell.padStart(14)).join(""));
}

function judge(what, value, sign, bound) {
  const isMet = sign === "≥" ? value >= bound : value <= bound;
  console.log(
    `${isMet ? "met   " : "MISSED"} ${what}: ${value.toFixed(2)} (target ${sign} ${bound})`,
  );
  if (!isMet) {
    process.exitCode = 1;
  }
}

function sayResult(name, floorSeconds, { seconds, cpuSeconds, rssMib, variants, bytes }) {
  const overFloor = floorSeconds === undefined ? "" : (seconds / floorSeconds).toFixed(2);
  const times = [seconds.toFixed(2), overFloor, cpuSeconds.toFixed(2)];
  say([name, ...times, rssMib.toFixed(0), String(variants), (bytes / 1e6).toFixed(1)]);
}

/** One kind of picture: all contenders, the table, and the targets. */
async function compare(folder, kind, rounds) {
  const files = await writePhotographs(folder, kind, pictures);
  const best = await measureAll(files, rounds);
  const floorSeconds = best.get("floor").seconds;
  say([kind, "seconds", "× floor", "CPU seconds", "peak MiB", "variants", "MB out"]);
  for (const [name, result] of best) {
    sayResult(name, floorSeconds, result);
  }

  const { seconds, rssMib } = best.get("prelo");
  const faster = best.get("eleventy-img").seconds / seconds;
  const overFloor = seconds / floorSeconds;
  judge("times as fast as eleventy-img", faster, "≥", targets.eleventy);
  judge("times the floor", overFloor, "≤", targets.floor);
  judge("peak RSS in MiB", rssMib, "≤", targets.rssMib);
  console.log();
  return files;
}

async function compareAll(rounds) {
  console.log(
    `${pictures} made-up photographs of ${sidePx} × ${sidePx} (PNG) to ${widths.join(", ")} px ` +
      `in ${formats.join(", ")}, quality ${quality}; best of ${rounds} rounds\n`,
  );
  const folder = await mkdtemp(join(tmpdir(), "prelo-bench-"));
  try {
    const files = await compare(folder, "soft", rounds);
    await compare(folder, "busy", rounds);
    const many = await measure("prelo", Array.from({ length: manyTimes }, () => files).flat());
    sayResult(`prelo, ${pictures * manyTimes} soft`, undefined, many);
    judge("peak RSS in MiB", many.rssMib, "≤", targets.rssMib);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [command, name, ...files] = process.argv.slice(2);
if (command === "--run") {
  await runContender(name, files);
} else if (command === "sample") {
  const { compareFormats } = await import("./formats.mjs");
  await compareFormats(judge);
} else {
  await compareAll(Number(command ?? 3));
}
