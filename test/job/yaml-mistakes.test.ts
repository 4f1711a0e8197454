import { expect, test } from "vitest";
import { loadArticle, placesOf, takeMark } from "./job-files.ts";

// What people get wrong in YAML: each is told once, where it can be mended, and as what it is.
type Case = [marked: string, message: RegExp, hint: RegExp];

const indented = "title: T\nblocks:\n  - id: a\n    prompt: P\n";

const cases: Readonly<Record<string, Case>> = {
  "a key one space too far left": [
    `${indented}¶   heading: H\n`,
    /not indented as YAML/,
    /same column/,
  ],
  "a key as far left as its list": [
    `${indented}¶  heading: H\n`,
    /not indented as YAML/,
    /same column/,
  ],
  "a key too far right": [`${indented}      ¶heading: H\n`, /indented deeper/, /same column/],
  "a key too far right, behind a text in quotes": [
    'title: "One: two"\n¶  blocks: []\n',
    /not indented as YAML/,
    /same column/,
  ],
  "a key too far right, behind a text of two lines": [
    "title: One\n  two\n  ¶blocks: []\n",
    /indented deeper/,
    /same column/,
  ],
  "an item too far left": [`${indented}¶ - prompt: Q\n`, /not indented as YAML/, /same column/],
  "an item too far right": [
    "title: T\nblocks:\n- prompt: P\n¶  - prompt: Q\n",
    /not indented as YAML/,
    /same column/,
  ],
  "a key without its colon": ["¶title T\nblocks: []\n", /no `: `/, /key: value/],
  "a last key without its colon": [
    "title: T\nblocks: []\n¶author\n",
    /without a value/,
    /key: value/,
  ],
  "a second colon": [`${indented}    heading: ¶One: two\n`, /second `: `/, /quotes/],
  "a colon behind quotes": [`${indented}    heading: ¶"One": two\n`, /second `: `/, /quotes/],
  "words behind quotes": [
    `${indented}    heading: "One" ¶two\n`,
    /has ended/,
    /one pair of quotes/,
  ],
  "a comment without its space": [`${indented}    heading: 'One'¶#two\n`, /`#`/, /quotes/],
  "a text in the line of its sign": [
    "title: T\nblocks:\n  - prompt: | ¶Write\n      more\n",
    /may follow `\|`/,
    /next line/,
  ],
  "a text no deeper than its key": [
    "title: T\nblocks:\n  - prompt: |\n    ¶Write\n",
    /text below `\|`/,
    /deeper than the key/,
  ],
  "a text no deeper than its list": [
    "title: T\nblocks:\n  - prompt: >-\n\n¶  Write\n",
    /text below `\|`/,
    /deeper than the key/,
  ],
  "a list that is not closed": [
    "title: T\ntags: ¶[a, b\nblocks: []\n",
    /`\[`.*never/,
    /Add the `\]`/,
  ],
  "a list with a list in it that is not closed": [
    "title: T\ntags: ¶[a, [b]\nblocks: []\n",
    /`\[`.*never/,
    /Add the `\]`/,
  ],
  "a group that is not closed": [
    "title: T\nvars: ¶{ a: 1\nblocks: []\n",
    /`\{`.*never/,
    /Add the `\}`/,
  ],
  "a file that ends in a group": ["¶{ title: T, blocks: []", /`\{`.*never/, /Add the `\}`/],
  "a bracket too many": ["title: T\n¶}\nblocks: []\n", /never opened/, /Remove it/],
  "a comma that is missing": ["title: T\nvars: { a: ¶1 b: 2 }\n", /comma/, /quotes/],
  "a comma between quotes that is missing": ["title: T\ntags: ['a' ¶'b']\n", /comma/, /quotes/],
  "a comma too many": ["title: T\ntags: [a,¶, b]\n", /comma too many/, /quotes/],
  "a list in the line of its key": [
    "title: T\nblocks: ¶- prompt: P\n",
    /begin in the line/,
    /next line/,
  ],
  "lines of a list between brackets": [
    "title: T\ntags: [ ¶- a ]\n",
    /between brackets/,
    /\[a, b\]/,
  ],
};

test.each(Object.entries(cases))("%s", async (_name, [marked, message, hint]) => {
  const { text, place } = takeMark(marked);
  const { diagnostics } = await loadArticle(text);
  expect(diagnostics.map((told) => told.message)).toEqual([expect.stringMatching(message)]);
  expect(placesOf(diagnostics)).toEqual([place]);
  expect(diagnostics[0]?.hint).toMatch(hint);
});

test("mistakes that have nothing to do with one another are all told, on one line as well", async () => {
  const { diagnostics } = await loadArticle(
    'title: T\ntags: [@a, "\\q", @b]\nvars: { a: 1 b: 2 }\nblocks:\n  - prompt: x: y\n    - z\n',
  );
  expect(placesOf(diagnostics)).toEqual(["2:8", "2:13", "2:18", "3:12", "5:13", "6:1"]);
});
