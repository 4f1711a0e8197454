// Kills the program at random moments, again and again, and checks that nothing is lost, torn or
// asked for twice, but for what was in flight: at a kill, no more than the slots of the provider.   npm run campaign -- --kills 100
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { assertNothingTorn, assertSame, isTemporary, readRecords, readTree } from "./inspect.mjs";
import { makeJob, pictureCount, pictures, slots, textCount } from "./job.mjs";
import { startServer } from "./server.mjs";

const main =
  process.env.PRELO_MAIN ?? fileURLToPath(new URL("../../dist/bin/prelo.js", import.meta.url));
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "5" },
    "latency-ms": { type: "string", default: "120" },
  },
});
const killsWanted = Number(values.kills);
const random = Math.random;

const server = await startServer({ latencyMs: Number(values["latency-ms"]), random });
const figures = {
  kills: 0,
  rounds: 0,
  requests: 0,
  lostAtKills: 0,
  mostLostAtOnce: 0,
  oldestLostMs: 0,
};

/** Runs the program. @returns how it ended; `kill` is called once it has started */
function run(folder, kill = () => undefined) {
  const env = { PATH: process.env.PATH, HOME: folder, PRELO_CAMPAIGN_KEY: "none" };
  const child = spawn(process.execPath, [main, "build"], {
    cwd: folder,
    env: { ...env, OPENAI_API_KEY: "made-up-for-the-campaign", OPENAI_BASE_URL: server.url },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const dispose = kill(() => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      dispose?.();
      resolve({ code, signal, stderr, endedAtMs: performance.now() });
    });
  });
}

/** Half of the kills come after so much time, half soon after so many requests. */
function chooseKill(longestMs) {
  if (random() < 0.5) {
    return (kill) => {
      const timer = setTimeout(() => kill(), random() * longestMs);
      return () => clearTimeout(timer);
    };
  }
  let left = 1 + Math.floor(random() * 20);
  return (kill) =>
    server.onCall(() => {
      left -= 1;
      if (left === 0) {
        setTimeout(() => kill(), random() * 60);
      }
    });
}

/** What a run asked for: at most once, and nothing that was recorded before it began. */
function assertAskedOnce(calls, before) {
  const asked = new Set();
  for (const { prompt, n } of calls) {
    const isPicture = pictures.has(prompt);
    assert.ok(!asked.has(prompt), `"${prompt}" was asked twice in one run`);
    asked.add(prompt);
    const recorded = before.get(prompt) ?? 0;
    if (isPicture) {
      assert.equal(n, pictures.get(prompt) - recorded, `pictures of "${prompt}"`);
    } else {
      assert.equal(recorded, 0, `"${prompt}" was asked although its answer was recorded`);
    }
  }
}

/**
 * What was asked in a killed run, and is not recorded: it was in flight when the kill came. A reply
 * that has come keeps its slot until it is recorded, so that there are never more than slots.
 */
function countLost(calls, after, endedAtMs) {
  const lost = calls.filter(({ prompt }) => (after.get(prompt) ?? 0) < (pictures.get(prompt) ?? 1));
  const ages = lost.map(({ repliedAtMs }) => endedAtMs - (repliedAtMs ?? endedAtMs));
  assert.ok(lost.length <= slots, `${lost.length} replies lost to one kill, with ${slots} slots`);
  figures.lostAtKills += lost.length;
  figures.mostLostAtOnce = Math.max(figures.mostLostAtOnce, lost.length);
  figures.oldestLostMs = Math.max(figures.oldestLostMs, ...ages);
}

/** One folder, from nothing to its end, with kills on the way. */
async function playRound(reference, longestMs) {
  const folder = makeJob();
  try {
    for (;;) {
      const before = readRecords(folder);
      const firstCall = server.calls.length;
      const mayKill = figures.kills < killsWanted;
      const { code, signal, stderr, endedAtMs } = await run(
        folder,
        mayKill ? chooseKill(longestMs) : undefined,
      );
      const calls = server.calls.slice(firstCall);
      figures.requests += calls.length;
      assertAskedOnce(calls, before);
      assertNothingTorn(folder, reference);
      const after = readRecords(folder);
      for (const [prompt, count] of before) {
        assert.ok((after.get(prompt) ?? 0) >= count, `the answer to "${prompt}" was lost`);
      }
      if (signal === "SIGKILL") {
        figures.kills += 1;
        countLost(calls, after, endedAtMs);
        continue;
      }
      assert.equal(code, 0, stderr);
      break;
    }
    for (const name of readTree(folder).keys()) {
      assert.ok(!isTemporary(name), `${name} was left`);
    }
    assertSame(folder, reference);
    figures.rounds += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reference = makeJob();
try {
  const startedMs = performance.now();
  const undisturbed = await run(reference);
  assert.equal(undisturbed.code, 0, undisturbed.stderr);
  const longestMs = performance.now() - startedMs;
  const needed = server.calls.length;
  assert.equal(needed, textCount + pictures.size);
  while (figures.kills < killsWanted) {
    await playRound(reference, longestMs);
  }

  const again = figures.requests - figures.rounds * needed;
  // Asked again is just what was under way at a kill: at most that, and nothing else.
  assert.ok(again <= figures.lostAtKills, `${again} asked again, ${figures.lostAtKills} under way`);
  console.log(
    `${figures.kills} kills in ${figures.rounds} builds of ${textCount} texts and ${pictureCount} pictures ` +
      `(${needed} requests each, ${Math.round(longestMs)} ms undisturbed), ` +
      `in ${Math.round((performance.now() - startedMs) / 1000)} s`,
  );
  console.log(
    `${figures.requests} requests: ${figures.rounds * needed} needed, ${again} again; ` +
      `${figures.lostAtKills} were in flight at a kill, at most ${figures.mostLostAtOnce} at once (${slots} slots)`,
  );
  console.log(
    `Longest between a reply and a kill that it was lost to: ${Math.round(figures.oldestLostMs)} ms`,
  );
  console.log(
    "Nothing torn, nothing left behind, every build the same bytes as an undisturbed one.",
  );
} finally {
  server.close();
  rmSync(reference, { recursive: true, force: true });
}
