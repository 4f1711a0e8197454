import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import { type Move, moveRecords, type RecordFiles } from "../../src/answers/move-records.ts";
import type { RecordName } from "../../src/answers/record-name.ts";
import { AnswerStore } from "../../src/answers/store.ts";
import { makeFolder } from "../support/folders.ts";
import { makeImageAnswer, makeTextAnswer } from "./samples.ts";

type Kind = RecordName["kind"];

function nameOf(id: string, kind: Kind): RecordName {
  return { slug: "a", id, kind };
}

/** A folder of records that each answer a request of their own. */
async function openFolder(ids: readonly string[], kind: Kind) {
  const dir = await makeFolder();
  const store = new AnswerStore(dir);
  for (const id of ids) {
    const fingerprint = hashBytes(id);
    if (kind === "text") {
      await store.writeText(nameOf(id, kind), makeTextAnswer({ fingerprint, body: `Of ${id}.` }));
      continue;
    }
    const bytes = Buffer.from(`picture of ${id}`);
    const file = `${id}-1.png`;
    await store.writeOriginal(nameOf(id, kind), file, bytes);
    const image = { file, sha256: hashBytes(bytes), width: 1, height: 1, format: "png" };
    const images = [{ ...image, bytes: bytes.byteLength }];
    await store.writeImages(nameOf(id, kind), makeImageAnswer({ fingerprint, images }));
  }
  const files: RecordFiles = {
    pathOf: (slug, file) => store.pathOf(slug, file),
    readRecord: (name) => store.read(name),
  };
  /** What each record that is there holds, by its name: the id that its answer was made for. */
  const contents = (): Record<string, string> =>
    Object.fromEntries(
      store.listRecords().flatMap((name) => {
        const read = store.read(name);
        if (read.state !== "read") {
          return [];
        }
        const { answer } = read;
        if (answer.kind === "text") {
          return [[name.id, answer.body.slice(3, -1)]];
        }
        const [image] = answer.images;
        const bytes = readFileSync(join(dir, "a", image?.file ?? ""));
        expect(hashBytes(bytes)).toBe(image?.sha256);
        return [[name.id, bytes.toString().slice("picture of ".length)]];
      }),
    );
  return { dir, files, contents, names: () => readdirSync(join(dir, "a")).toSorted() };
}

/** Records to be renamed: every one of these ids to another of them, or to a new one. */
const renames = fc
  .shuffledSubarray(["p", "q", "r", "s", "t", "u"], { minLength: 1 })
  .chain((from) =>
    fc
      .shuffledSubarray(["p", "q", "r", "s", "t", "u", "v", "w"], {
        minLength: from.length,
        maxLength: from.length,
      })
      .map((to) => from.map((id, index) => ({ from: id, to: to[index] ?? id }))),
  )
  .map((list) => list.filter(({ from, to }) => from !== to));

function toMoves(list: readonly { from: string; to: string }[], kind: Kind): readonly Move[] {
  return list.map(({ from, to }) => ({
    from: nameOf(from, kind),
    to: nameOf(to, kind),
    keep: false,
  }));
}

const all = ["p", "q", "r", "s", "t", "u"];

describe.each(["text", "image"] as const)("several %s records", (kind) => {
  test("get their names at once, whatever the chains and circles, and none is lost", async () => {
    await fc.assert(
      fc.asyncProperty(renames, async (list) => {
        const { files, contents } = await openFolder(all, kind);
        await moveRecords(toMoves(list, kind), files);
        const after = contents();
        for (const { from, to } of list) {
          expect(after[to]).toBe(from);
        }
        expect(Object.values(after).toSorted()).toEqual(all);
        const moved = new Set(list.flatMap(({ from, to }) => [from, to]));
        for (const id of all.filter((other) => !moved.has(other))) {
          expect(after[id]).toBe(id);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("are all there after a crash at any point, and none holds what is another's", async () => {
    const circle = toMoves(
      [
        { from: "p", to: "q" },
        { from: "q", to: "r" },
        { from: "r", to: "p" },
        { from: "s", to: "t" },
        { from: "u", to: "v" },
      ],
      kind,
    );
    for (let steps = 0; ; steps += 1) {
      const { files, contents } = await openFolder(all, kind);
      let left = steps;
      const readRecord: RecordFiles["readRecord"] = (name) => {
        if (left === 0) {
          throw new Error("killed");
        }
        left -= 1;
        return files.readRecord(name);
      };
      const ended = await moveRecords(circle, { ...files, readRecord }).then(
        () => true,
        () => false,
      );
      expect(new Set(Object.values(contents()))).toEqual(new Set(all));
      if (ended) {
        break;
      }
    }
  });
});

test("an edited text stays one, byte for byte", async () => {
  const { dir, files } = await openFolder(["p", "q"], "text");
  const path = join(dir, "a/p.md");
  writeFileSync(path, readFileSync(path, "utf8").replace("Of p", "Of mine"));
  const before = readFileSync(path);
  await moveRecords(
    toMoves(
      [
        { from: "p", to: "q" },
        { from: "q", to: "p" },
      ],
      "text",
    ),
    files,
  );
  expect(readFileSync(join(dir, "a/q.md"))).toEqual(before);
});

test("one that its own block needs as well is copied", async () => {
  const { files, contents } = await openFolder(["p"], "text");
  await moveRecords([{ from: nameOf("p", "text"), to: nameOf("q", "text"), keep: true }], files);
  expect(contents()).toEqual({ p: "p", q: "p" });
});

test("what is in the way and cannot be read is set aside; what the sandbox said goes", async () => {
  const { dir, files, contents } = await openFolder(["p", "q", "r"], "text");
  writeFileSync(join(dir, "a/q.md"), "my words");
  await moveRecords(toMoves([{ from: "p", to: "q" }], "text"), files);
  expect(readFileSync(join(dir, "a/q.md.damaged"), "utf8")).toBe("my words");
  const path = join(dir, "a/r.md");
  writeFileSync(path, readFileSync(path, "utf8").replace("provider: openai", "provider: sandbox"));
  await moveRecords(toMoves([{ from: "q", to: "r" }], "text"), files);
  expect(contents()).toEqual({ r: "p" });
});

test("originals that the new record does not name go with the old one", async () => {
  const { dir, files, names } = await openFolder(["p", "q"], "image");
  await moveRecords([{ from: nameOf("p", "image"), to: nameOf("q", "image"), keep: false }], files);
  const spare = `q-${hashBytes("q").slice(7, 15)}`;
  expect(names()).toEqual(["q-1.png", `${spare}-1.png`, `${spare}.yaml`, "q.yaml"]);
  expect(existsSync(join(dir, "a/p-1.png"))).toBe(false);
});
