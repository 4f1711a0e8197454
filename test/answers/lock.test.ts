import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { link, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock, lockFile, type LockHolder } from "../../src/answers/lock.ts";
import { makeFolder } from "../support/folders.ts";

/** A process of this machine; all but those named as dead are alive. */
function makeHolder(pid: number, dead: readonly number[] = []): LockHolder {
  return { pid, host: "here", isAlive: (other) => !dead.includes(other) };
}

function contentOf(pid: number, host = "here", run = `run-${pid}`): string {
  return JSON.stringify({ pid, host, run });
}

/** What remains of a run that was killed. */
async function leaveLock(content: string): Promise<string> {
  const folder = await makeFolder();
  writeFileSync(join(folder, lockFile), content);
  return folder;
}

function holderOf(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, lockFile), "utf8"));
}

test("a lock is taken and given back, and leaves nothing", async () => {
  const folder = join(await makeFolder(), "not/there/yet");
  const giveBack = await acquireLock(folder, makeHolder(1));
  expect(readdirSync(folder)).toEqual([lockFile]);
  expect(holderOf(folder)).toMatchObject({ pid: 1, host: "here" });
  await giveBack();
  expect(readdirSync(folder)).toEqual([]);
  await (
    await acquireLock(folder, makeHolder(2))
  )();
});

test("a second run is refused, told who holds it and what to do", async () => {
  const folder = await makeFolder();
  const giveBack = await acquireLock(folder, makeHolder(1));
  const refused = acquireLock(folder, makeHolder(2));
  await expect(refused).rejects.toMatchObject({ code: "LOCKED" });
  await expect(refused).rejects.toThrow(/process 1 on here/);
  expect(holderOf(folder)).toMatchObject({ pid: 1 });
  expect(readdirSync(folder)).toEqual([lockFile]);
  await giveBack();
});

test("a second run of the same process is refused as well", async () => {
  const folder = await makeFolder();
  const giveBack = await acquireLock(folder, makeHolder(1));
  await expect(acquireLock(folder, makeHolder(1))).rejects.toMatchObject({ code: "LOCKED" });
  await giveBack();
  await (
    await acquireLock(folder, makeHolder(1))
  )();
});

test("the lock of a dead process is taken over", async () => {
  const folder = await leaveLock(contentOf(7));
  const giveBack = await acquireLock(folder, makeHolder(1, [7]));
  expect(holderOf(folder)).toMatchObject({ pid: 1 });
  expect(readdirSync(folder)).toEqual([lockFile]);
  await giveBack();
});

test("the lock of an earlier process with the same id (a container's, say) is taken over", async () => {
  const folder = await leaveLock(contentOf(1));
  const giveBack = await acquireLock(folder, makeHolder(1));
  expect(holderOf(folder)).not.toEqual(JSON.parse(contentOf(1)));
  await giveBack();
});

test.each(["", "{", "null", '{"pid":"x"}', contentOf(7).slice(0, 9)])(
  "a lock that a crash has torn (%j) is nobody's",
  async (content) => {
    const folder = await leaveLock(content);
    const giveBack = await acquireLock(folder, makeHolder(1));
    expect(holderOf(folder)).toMatchObject({ pid: 1 });
    await giveBack();
  },
);

test("whether a process of another machine is alive cannot be known: refused", async () => {
  const folder = await leaveLock(contentOf(7, "there"));
  const taking = acquireLock(folder, makeHolder(1, [7]));
  await expect(taking).rejects.toThrow(/process 7 on there/);
  expect(holderOf(folder)).toMatchObject({ pid: 7 });
});

test.each([
  ["a free folder", undefined],
  ["a dead lock", contentOf(999)],
  ["a torn lock", "{"],
])("of 20 that try at once with %s, exactly one wins, again and again", async (_what, left) => {
  const folder = await makeFolder();
  for (let round = 0; round < 15; round += 1) {
    if (left !== undefined) {
      writeFileSync(join(folder, lockFile), left);
    }
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => acquireLock(folder, makeHolder(index + 1, [999]))),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    expect(won).toHaveLength(1);
    const lost = results.filter((result) => result.status === "rejected");
    for (const { reason } of lost) {
      expect(reason).toMatchObject({ code: "LOCKED" });
    }
    await won[0]?.value();
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("one that comes too late to a dead lock does not remove the lock of the one who was in time", async () => {
  const folder = await leaveLock(contentOf(999));
  const path = join(folder, lockFile);
  let giveBack: (() => Promise<void>) | undefined;
  // While the late one still looks at the dead lock, another takes it over.
  const late: LockHolder = {
    ...makeHolder(2, [999]),
    isAlive: () => false,
  };
  const inTime = acquireLock(folder, makeHolder(1, [999])).then((release) => (giveBack = release));
  const outcomes = await Promise.allSettled([inTime, acquireLock(folder, late)]);
  const winners = outcomes.filter(({ status }) => status === "fulfilled");
  expect(winners).toHaveLength(1);
  const { pid } = JSON.parse(readFileSync(path, "utf8")) as { pid: number };
  expect(pid).toBe(giveBack === undefined ? 2 : 1);
});

test("one that died while it took over a dead lock does not block those after it", async () => {
  const folder = await leaveLock(contentOf(999));
  const { hashBytes } = await import("../../src/files/hash.ts");
  const path = join(folder, lockFile);
  const claim = `${path}.${hashBytes(contentOf(999)).slice(-16)}`;
  writeFileSync(`${path}.dead`, contentOf(998));
  await link(`${path}.dead`, claim);
  const giveBack = await acquireLock(folder, makeHolder(1, [998, 999]));
  expect(readdirSync(folder)).toEqual([lockFile]);
  await giveBack();
});

test("a lock that was deleted by hand, and taken by another run, is not that run's loss", async () => {
  const folder = await makeFolder();
  const first = await acquireLock(folder, makeHolder(1));
  await rm(join(folder, lockFile));
  const second = await acquireLock(folder, makeHolder(2));
  await first();
  expect(holderOf(folder)).toMatchObject({ pid: 2 });
  await second();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that cannot be made is an error with its path", async () => {
  const folder = await makeFolder();
  writeFileSync(join(folder, "file"), "");
  const taking = acquireLock(join(folder, "file/answers"), makeHolder(1));
  await expect(taking).rejects.toMatchObject({ code: "WRITE_FAILED" });
  await expect(taking).rejects.toThrow(/file\/answers/);
});

test("a lock of another host is held while it gives signs of life, and taken over when it does not", async () => {
  const folder = await leaveLock(contentOf(7, "elsewhere"));
  const refused = acquireLock(folder, makeHolder(1));
  await expect(refused).rejects.toMatchObject({
    code: "LOCKED",
    hint: expect.stringContaining("120 s"),
  });
  await expect(refused).rejects.toThrow(/process 7 on elsewhere .* last sign of life is \d+ s old/);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, lockFile), longAgo, longAgo);
  const giveBack = await acquireLock(folder, makeHolder(1));
  expect(holderOf(folder)).toMatchObject({ pid: 1 });
  await giveBack();
  expect(readdirSync(folder)).toEqual([]);
});

test("a run gives signs of life", async () => {
  const folder = await makeFolder();
  const giveBack = await acquireLock(folder, makeHolder(1), { beatMs: 5 });
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, lockFile), longAgo, longAgo);
  await expect
    .poll(() => statSync(join(folder, lockFile)).mtimeMs)
    .toBeGreaterThan(longAgo.getTime() + 1000);
  await giveBack();
});

test("a run that finds its lock taken is told, and leaves the other's alone", async () => {
  const folder = await makeFolder();
  const told: unknown[] = [];
  const onLost = (error: unknown): void => void told.push(error);
  const giveBack = await acquireLock(folder, makeHolder(1), { beatMs: 5, onLost });
  await rm(join(folder, lockFile));
  writeFileSync(join(folder, lockFile), contentOf(9, "elsewhere"));
  await expect.poll(() => told).toHaveLength(1);
  expect(told[0]).toMatchObject({ code: "LOCKED" });
  await giveBack();
  expect(holderOf(folder)).toMatchObject({ pid: 9, host: "elsewhere" });
});
