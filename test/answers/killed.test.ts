import fs, { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { expect, test } from "vitest";
import { toMoves } from "../../src/answers/keep-previous.ts";
import { originalFile } from "../../src/answers/originals.ts";
import { previousOf } from "../../src/answers/record-name.ts";
import type { ImageAnswer } from "../../src/answers/types.ts";
import { AnswerStore } from "../../src/answers/store.ts";
import { hashBytes } from "../../src/files/hash.ts";
import { makeFolder } from "../support/folders.ts";
import { makeImageAnswer } from "./samples.ts";

const name = { slug: "a", id: "casa", kind: "image" } as const;
const hashes = { old: `sha256:${"a".repeat(64)}`, new: `sha256:${"b".repeat(64)}` };
type Request = keyof typeof hashes;

/** What a provider sends, one picture after the other, as a build records it. */
async function record(
  store: AnswerStore,
  request: Request,
  pictures: Readonly<Record<number, string>>,
  kept: Readonly<Record<number, string>> = {},
): Promise<void> {
  await store.supersede(name, hashes[request]);
  const there = new Map(Object.entries(kept));
  for (const [number, bytes] of Object.entries(pictures)) {
    await store.writeOriginal(
      name,
      originalFile(name.id, Number(number), "png"),
      Buffer.from(bytes),
    );
    there.set(number, bytes);
    const images = [...there]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([each, content]) => ({
        file: originalFile(name.id, Number(each), "png"),
        sha256: hashBytes(content),
        width: 1,
        height: 1,
        format: "png",
        bytes: content.length,
      }));
    await store.writeImages(name, makeImageAnswer({ fingerprint: hashes[request], images }));
  }
}

/** The pictures that a later run finds for a request, under whatever name. */
function find(dir: string, request: Request): readonly string[] {
  const store = new AnswerStore(dir);
  const found = store.listRecords().flatMap((each) => {
    const read = store.readRecord(each);
    const { answer } = read.state === "read" ? read : { answer: undefined };
    if (answer?.kind !== "image" || answer.fingerprint !== hashes[request]) {
      return [];
    }
    return answer.images.flatMap(({ file, sha256 }) => {
      const path = store.pathOf(each.slug, file);
      const bytes = fs.existsSync(path) ? readFileSync(path, "utf8") : "";
      return hashBytes(bytes) === sha256 ? [bytes] : [];
    });
  });
  return [...new Set(found)].toSorted();
}

/** Runs until so many changes of files are done, as if the process was killed then. @returns whether it ended */
async function runUntil(changes: number, run: () => Promise<unknown>): Promise<boolean> {
  const { rename, rm, utimes } = fs.promises;
  let left = changes;
  let isKilled = false;
  const until =
    <Parameters extends readonly unknown[], Result>(change: (...given: Parameters) => Result) =>
    (...given: Parameters): Result => {
      isKilled ||= left === 0;
      left -= 1;
      if (isKilled) {
        throw new Error("killed");
      }
      return change(...given);
    };
  Object.assign(fs.promises, { rename: until(rename), rm: until(rm), utimes: until(utimes) });
  syncBuiltinESMExports();
  try {
    await run();
    return true;
  } catch {
    return false;
  } finally {
    Object.assign(fs.promises, { rename, rm, utimes });
    syncBuiltinESMExports();
  }
}

const olds = ["old one", "old two"];
const news = ["new one", "new two"];

test.each([
  [
    "another request",
    (store: AnswerStore) => record(store, "new", { 1: "new one", 2: "new two" }),
    { old: olds, new: news },
  ],
  [
    "one picture asked for again",
    (store: AnswerStore) => record(store, "old", { 2: "another two" }, { 1: "old one" }),
    { old: ["another two", ...olds], new: [] },
  ],
])("killed at any step of %s, nothing that was there is lost", async (_what, run, after) => {
  let steps = 0;
  for (let isOver = false; !isOver; steps += 1) {
    const dir = await makeFolder();
    await record(new AnswerStore(dir), "old", { 1: "old one", 2: "old two" });
    isOver = await runUntil(steps, () => run(new AnswerStore(dir)));
    expect([steps, find(dir, "old")]).toEqual([steps, expect.arrayContaining(olds)]);
    // The next run asks for what is not recorded, and all is there.
    if (find(dir, "old").length < after.old.length || find(dir, "new").length < after.new.length) {
      await run(new AnswerStore(dir));
    }
    expect([steps, find(dir, "old"), find(dir, "new")]).toEqual([steps, after.old, after.new]);
  }
  expect(steps).toBeGreaterThan(4);
});

test("killed at any step of a change that is undone, both requests keep all their pictures", async () => {
  let steps = 0;
  for (let isOver = false; !isOver; steps += 1) {
    const dir = await makeFolder();
    await record(new AnswerStore(dir), "old", { 1: "old one", 2: "old two" });
    await record(new AnswerStore(dir), "new", { 1: "new one", 2: "new two" });
    isOver = await runUntil(steps, () => {
      const store = new AnswerStore(dir);
      return store.move(toMoves({ from: previousOf(name), to: name, keep: true }, store));
    });
    expect([steps, find(dir, "old"), find(dir, "new")]).toEqual([steps, olds, news]);
  }
  expect(steps).toBeGreaterThan(4);
});

test("a picture that is set aside costs its share of what all of them took", async () => {
  const dir = await makeFolder();
  const store = new AnswerStore(dir);
  await record(store, "old", { 1: "old one", 2: "old two" });
  const { answer } = store.readRecord(name) as { answer: ImageAnswer };
  const usage = { input_tokens: 10, output_tokens: 2000 };
  await store.writeImages(name, { ...answer, cost_usd: 0.08, usage });
  await record(store, "old", { 2: "another two" }, { 1: "old one" });
  expect(store.readRecord(previousOf(name))).toMatchObject({
    answer: { cost_usd: 0.04, usage: { input_tokens: 5, output_tokens: 1000 } },
  });
});
