import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Files of the project that people read or edit, as paths from its root. */
function listFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() && entry.name !== "node_modules" ? listFiles(path) : [path];
  });
}

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  "bench/README.md",
  ...listFiles("docs").filter((name) => name.endsWith(".md")),
];

/** A page names a file of the source by its path, from the root or from `src/`: `src/errors.ts`, `job/load.ts`. */
const namedInPages =
  /`((?:[\w-]+\/)+[\w-]+\.(?:ts|mjs)|(?:src|test|scripts|bench|docs)\/[\w./-]*)`/g;

const linksInPages = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;
const decisionNumbers = /\((0\d{3})\)|decisions? (0\d{3})(?: and (0\d{3}))?/gi;

function isThere(path: string): boolean {
  return [root, join(root, "src")].some((folder) => existsSync(join(folder, path)));
}

test.each(pages)("every file of the project that %s names is there", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```(?!mermaid)[\s\S]*?```/g, "");
  const named = [...text.matchAll(namedInPages)].map(([, path]) => path ?? "");
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});

test.each(pages)("every file that %s links to is there", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```|`[^`]*`/g, "");
  const targets = [...text.matchAll(linksInPages)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test.each(pages)("every heading that %s links to is there", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```|`[^`]*`/g, "");
  const gone = [...text.matchAll(/\]\(([^)#\s]*)#([^)]*)\)/g)].filter(
    ([, target = "", anchor = ""]) => {
      const file = target === "" ? page : join(dirname(page), target);
      return (
        !/^[a-z]+:/.test(target) && !anchorsOf(readFileSync(join(root, file), "utf8")).has(anchor)
      );
    },
  );
  expect(gone.map(([link]) => link)).toEqual([]);
});

test("every page of docs/ says in its first line for whom it is, and stands in the index", () => {
  const index = readFileSync(join(root, "docs/README.md"), "utf8");
  const listed = listFiles("docs").filter((name) =>
    /^docs\/(?!decisions|README|images)/.test(name),
  );
  expect(listed.filter((name) => !index.includes(`](${name.slice("docs/".length)})`))).toEqual([]);
  const isFor = (name: string): boolean =>
    /^# .+\n\nFor /.test(readFileSync(join(root, name), "utf8"));
  expect(listed.filter((name) => !isFor(name))).toEqual([]);
});

test.each(pages)("every decision that %s names by its number is there", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const decisions = new Set(
    readdirSync(join(root, "docs/decisions")).map((name) => name.slice(0, 4)),
  );
  const numbers = [...text.matchAll(decisionNumbers)]
    .flatMap(([, ...found]) => found)
    .filter((number) => number !== undefined);
  expect(numbers.filter((number) => !decisions.has(number))).toEqual([]);
});

test("what these tests look for is there to be found", () => {
  const text = pages.map((page) => readFileSync(join(root, page), "utf8")).join("\n");
  for (const pattern of [namedInPages, linksInPages, decisionNumbers]) {
    expect([...text.matchAll(pattern)].length).toBeGreaterThan(2);
  }
});

test("every file of the project that a comment names is there", () => {
  const sources = ["src", "test", "scripts", "bench"].flatMap(listFiles);
  const gone = sources
    .filter((name) => /\.(?:ts|mjs)$/.test(name))
    .flatMap((name) => {
      const comments =
        readFileSync(join(root, name), "utf8").match(/^\s*(?:\/\/|\/?\*).*$/gm) ?? [];
      const paths = comments
        .join("\n")
        .matchAll(/\b(?:src|test|docs|scripts|bench)\/[\w./-]+\.(?:ts|mjs|md)\b/g);
      return [...paths]
        .filter(([path]) => !existsSync(join(root, path)))
        .map(([path]) => `${name}: ${path}`);
    });
  expect(gone).toEqual([]);
});

test("docs/explanation/architecture.md names every room of src/", () => {
  const text = readFileSync(join(root, "docs/explanation/architecture.md"), "utf8");
  const rooms = readdirSync(join(root, "src"));
  const rows = new Set(text.split("\n").map((line) => line.slice(0, line.indexOf(" |", 1))));
  expect(rooms.filter((room) => !rows.has(`| \`${room.replace(/\.ts$/, "")}\``))).toEqual([]);
});
