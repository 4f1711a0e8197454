import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { userInfo } from "node:os";
import { describe, expect, test } from "vitest";
import { PreloError } from "../../src/errors.ts";
import {
  removeFile,
  sweepTemporaries,
  toReadError,
  toWriteError,
  writeWhole,
} from "../../src/files/files.ts";
import { makeFolder } from "../support/folders.ts";
import { rejectionOf } from "../support/thrown.ts";

/** Permissions do not bind the superuser. */
const isRoot = userInfo().uid === 0;

function failureOf(work: Promise<unknown>): Promise<PreloError> {
  return rejectionOf(PreloError, work);
}

describe("a file is written whole", () => {
  test("into folders that are not there yet, text as UTF-8 and bytes as they are", async () => {
    const folder = await makeFolder();
    await writeWhole(join(folder, "a/b/c.md"), "Olá 😀\n");
    await writeWhole(join(folder, "a/b/d.bin"), Buffer.of(0, 255, 10));
    expect(await readFile(join(folder, "a/b/c.md"), "utf8")).toBe("Olá 😀\n");
    expect(await readFile(join(folder, "a/b/d.bin"))).toEqual(Buffer.of(0, 255, 10));
    expect((await readdir(join(folder, "a/b"))).toSorted()).toEqual(["c.md", "d.bin"]);
  });

  test("a reader sees the old file or a new one, never a part", async () => {
    const path = join(await makeFolder(), "a.md");
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(300_000));
    await writeWhole(path, texts[0] ?? "");
    const written = new AbortController();
    const reading = (async () => {
      const seen: string[] = [];
      while (!written.signal.aborted) {
        seen.push(await readFile(path, "utf8"));
      }
      return seen;
    })();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(texts.map((text) => writeWhole(path, text)));
    }
    written.abort();
    const seen = await reading;
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every((text) => texts.includes(text))).toBe(true);
    expect(await readdir(join(path, ".."))).toEqual(["a.md"]);
  });

  test.each([
    [
      "a folder stands where the file should be",
      "EISDIR",
      (folder: string) => mkdir(join(folder, "x")),
    ],
    [
      "a file stands where a folder should be",
      "ENOTDIR",
      (folder: string) => writeFile(join(folder, "x"), "").then(() => "x/y.md"),
    ],
  ])("%s: an error with the path, and no temporary file", async (_what, reason, prepare) => {
    const folder = await makeFolder();
    const path = join(folder, (await prepare(folder)) ?? "x");
    const error = await failureOf(writeWhole(path, "text"));
    expect(error.code).toBe("WRITE_FAILED");
    expect(error.message).toContain(path);
    expect(error.message).toContain(reason);
    expect(error.hint).toBeTruthy();
    expect(await readdir(folder)).toEqual(["x"]);
  });

  test.skipIf(isRoot)("a folder that may not be written to", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "a.md"), "old");
    await chmod(folder, 0o555);
    const error = await failureOf(writeWhole(join(folder, "a.md"), "new"));
    await chmod(folder, 0o755);
    expect(error).toMatchObject({ code: "WRITE_FAILED" });
    expect(error.hint).toContain("permissions");
    expect(await readFile(join(folder, "a.md"), "utf8")).toBe("old");
  });

  test("a name that the file system refuses leaves nothing", async () => {
    const folder = await makeFolder();
    const error = await failureOf(writeWhole(join(folder, `${"n".repeat(300)}.md`), "x"));
    expect(error.code).toBe("WRITE_FAILED");
    expect(await readdir(folder)).toEqual([]);
  });
});

test("a folder that was removed meanwhile is made again", async () => {
  const folder = await makeFolder();
  const path = join(folder, "a/b.md");
  await writeWhole(path, "1");
  await rm(join(folder, "a"), { recursive: true });
  await writeWhole(path, "2");
  expect(await readFile(path, "utf8")).toBe("2");
});

test.each([
  ["ENOSPC", "free some space"],
  ["EDQUOT", "free some space"],
  ["EROFS", "read-only"],
  ["EACCES", "permissions"],
  ["EPERM", "permissions"],
  ["EEXIST", "move it away"],
  ["ENOENT", "not there"],
  ["ENAMETOOLONG", "shorten"],
  ["EMFILE", "ulimit -n"],
  ["EWHATEVER", "Mend"],
])("%s says what to do", (code, hint) => {
  const cause = Object.assign(new Error("x"), { code });
  for (const [error, name] of [
    [toWriteError(cause, "/a/b.md"), "WRITE_FAILED"],
    [toReadError(cause, "/a/b.md"), "READ_FAILED"],
  ] as const) {
    expect(error).toMatchObject({ code: name, cause });
    expect(error.message).toContain("/a/b.md");
    expect(error.message).toContain(code);
    expect(error.hint).toContain(hint);
  }
});

test("an error that says all already is passed on as it is", () => {
  const error = new PreloError("LOCKED", "x");
  expect(toWriteError(error, "/a")).toBe(error);
});

test("what a killed run left half-written is swept, and nothing else", async () => {
  const folder = await makeFolder();
  await writeWhole(join(folder, "a.md"), "text");
  await writeFile(join(folder, ".a.md.0123456789ab.prelo-tmp"), "te");
  await writeFile(join(folder, ".hidden"), "");
  await writeFile(join(folder, "b.prelo-tmp"), "");
  await sweepTemporaries(folder);
  expect((await readdir(folder)).toSorted()).toEqual([".hidden", "a.md", "b.prelo-tmp"]);
});

test("a folder that is not there needs no sweeping; a file in its place is said", async () => {
  const folder = await makeFolder();
  await sweepTemporaries(join(folder, "none"));
  await writeFile(join(folder, "file"), "");
  expect((await failureOf(sweepTemporaries(join(folder, "file")))).code).toBe("READ_FAILED");
});

test("removing what is not there is fine; what cannot be removed is said with its path", async () => {
  const folder = await makeFolder();
  await removeFile(join(folder, "none"));
  const error = await failureOf(removeFile(folder));
  expect(error.code).toBe("WRITE_FAILED");
  expect(error.message).toContain(folder);
});
