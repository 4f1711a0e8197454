import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextSource } from "../../../src/blocks/sections.ts";
import { documents } from "./documents.ts";
import { gfmTexts } from "./gfm-texts.ts";
import { type IntendedChange, intendedChanges } from "./intended.ts";
import { describeTree, readHtml, readWithMicromark } from "./meaning.ts";
import { makeFolder } from "../../support/folders.ts";
import { hasCommand } from "../../support/has-command.ts";
import { normalizeMarkdown } from "../normalize-markdown.ts";

interface Example {
  readonly markdown: string;
  readonly number: number;
}

/** The examples of the specification, read from the installed package. */
const spec = (createRequire(import.meta.url)("commonmark-spec") as { tests: readonly Example[] })
  .tests;
const examples = spec.map(({ markdown, number }) => ({
  number,
  markdown: markdown.replaceAll("→", "\t"),
}));

/** Examples of the specification that mean something else to Prelo, and why. */
const left: ReadonlyMap<number, string> = new Map([
  [12, "escaped brackets around a backslash are a formula of TeX's"],
  [300, "the headings in its list are strong lines, which a blank line parts from what follows"],
]);

const sources: readonly TextSource[] = ["author", "model"];
const frames = [
  { name: "as a whole text", frame: (text: string) => text },
  { name: "within prose", frame: (text: string) => `Before.\n\n${text}\n\nAfter.\n` },
];

/** Remembers what was made of each text: the same are asked of one intended change after another. */
function once<Made>(make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    const known = made.get(text) ?? make(text);
    made.set(text, known);
    return known;
  };
}

const readOnce = once(readWithMicromark);
const writeOnce = {
  author: once((text) => normalizeMarkdown(text, { baseLevel: 2, source: "author" })),
  model: once((text) => normalizeMarkdown(text, { baseLevel: 2, source: "model" })),
};

/** What a reader sees in a text as it was, and as it is published. */
function compare(
  markdown: string,
  source: TextSource,
  changes: readonly IntendedChange[] = intendedChanges,
  read = readOnce,
): { readonly before: string; readonly after: string } {
  const written = writeOnce[source](markdown);
  const ofSource = changes.filter((each) => each.source === undefined || each.source === source);
  const before = ofSource.reduce((tree, { change }) => change(tree), read(markdown));
  const onBoth = ofSource.filter(({ onBothSides }) => onBothSides === true);
  const after = onBoth.reduce((tree, { change }) => change(tree), read(written));
  return { before: describeTree(before), after: describeTree(after) };
}

function isKept(markdown: string, source: TextSource, changes = intendedChanges): boolean {
  const { before, after } = compare(markdown, source, changes);
  return before === after;
}

describe.each(sources)("what the specification's examples mean stays, of %s texts", (source) => {
  test.each(frames)("$name", { timeout: 120_000 }, ({ frame }) => {
    expect(examples.length).toBeGreaterThan(600);
    const changed = examples.filter(({ markdown }) => !isKept(frame(markdown), source));
    expect(changed.map(({ number }) => number)).toEqual([...left.keys()]);
  });
});

describe.each(sources)("what a text in GitHub's Markdown means stays, of %s texts", (source) => {
  test.each(gfmTexts)("%j", (text) => {
    for (const { frame } of frames) {
      const { before, after } = compare(frame(text), source);
      expect(after).toBe(before);
    }
  });
});

test("what any document means stays", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(...sources), (text, source) => {
      const { before, after } = compare(text, source);
      expect(after).toBe(before);
    }),
    { numRuns: 300 },
  );
});

test.each(intendedChanges)("$what: such a text is there, and changes", ({ what }) => {
  const others = intendedChanges.filter((each) => each.what !== what);
  const texts = [...examples.map(({ markdown }) => markdown), ...gfmTexts];
  const needs = texts.some((text) =>
    sources.some((source) => isKept(text, source) && !isKept(text, source, others)),
  );
  expect(needs).toBe(true);
});

const hasCmark = hasCommand("cmark-gfm");

/** Of a tab that indents a fence in a list, and of those in the fence, cmark-gfm leaves a space in the code. */
const fenceAfterTab = /^- a\n\n\t```/;

/**
 * As GitHub's own reader has each of several texts. One shell starts it for all of them: a process as large as this
 * one takes several times as long to start another.
 */
async function readWithCmark(
  texts: readonly string[],
): Promise<ReadonlyMap<string, ReturnType<typeof readWithMicromark>>> {
  const folder = await makeFolder();
  await Promise.all(texts.map((text, index) => writeFile(join(folder, `${index}.md`), text)));
  const extensions = ["table", "strikethrough", "autolink", "tasklist", "footnotes"];
  const flags = ["-t", "html", "--unsafe", ...extensions.flatMap((name) => ["-e", name])];
  const each = 'for number in $(seq 0 "$0"); do cmark-gfm "$@" < "$number.md"; printf "\\0"; done';
  const { stdout } = spawnSync("sh", ["-ec", each, `${texts.length - 1}`, ...flags], {
    cwd: folder,
    encoding: "utf8",
  });
  const pages = stdout.split("\0").slice(0, -1);
  expect(pages).toHaveLength(texts.length);
  return new Map(pages.map((page, index) => [texts[index] ?? "", readHtml(page)]));
}

test.skipIf(!hasCmark)("a second reader sees the same", { timeout: 120_000 }, async () => {
  const some = examples.filter(({ number }) => number % 7 === 0 && !left.has(number));
  const texts = [...gfmTexts, ...some.map(({ markdown }) => markdown)].filter(
    (text) => !text.includes("<") && !fenceAfterTab.test(text),
  );
  expect(texts.length).toBeGreaterThan(100);
  const trees = await readWithCmark([...texts, ...texts.map(writeOnce.author)]);
  const changed = texts.filter((text) => {
    const { before, after } = compare(text, "author", intendedChanges, (each) => trees.get(each)!);
    return before !== after;
  });
  expect(changed).toEqual([]);
});
