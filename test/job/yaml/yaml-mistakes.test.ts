import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { loadArticle, placesOf, takeMark } from "../job-files.ts";

// What people get wrong in YAML: each is told once, where it can be mended, and as what it is.
type Case = [marked: string, message: RegExp, hint: RegExp];

const misplaced = [/not indented as YAML/, /same column/] as const;
const tooFarLeft = [
  /below `\|`.*too far left/,
  /deeper than the key, and none less than the/,
] as const;
const indented = "title: T\nblocks:\n  - id: a\n    prompt: P\n";

const cases: Readonly<Record<string, Case>> = {
  "a key one space too far left": [`${indented}¶   heading: H\n`, ...misplaced],
  "a key as far left as its list": [`${indented}¶  heading: H\n`, ...misplaced],
  "a key too far right": [`${indented}      ¶heading: H\n`, /goes on with the text/, /same column/],
  "a key too far right, behind a text in quotes": [
    'title: "One: two"\n¶  blocks: []\n',
    ...misplaced,
  ],
  "a key too far right, behind a text of two lines": [
    "title: One\n  two\n  ¶blocks: []\n",
    /goes on with the text/,
    /same column/,
  ],
  "an item too far left": [`${indented}¶ - prompt: Q\n`, ...misplaced],
  "an item too far right": ["title: T\nblocks:\n- prompt: P\n¶  - prompt: Q\n", ...misplaced],
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
    /all of the text in quotes/,
  ],
  "a comment without its space": [`${indented}    heading: 'One'¶#two\n`, /`#`/, /quotes/],
  "a text in the line of its sign": [
    "title: T\nblocks:\n  - prompt: | ¶Write\n      more\n",
    /may follow `\|`/,
    /next line/,
  ],
  "a text no deeper than its key": [
    "title: T\nblocks:\n  - prompt: |\n    ¶Write\n",
    ...tooFarLeft,
  ],
  "a text no deeper than its list": [
    "title: T\nblocks:\n  - prompt: >-\n\n¶  Write\n",
    ...tooFarLeft,
  ],
  "a text no deeper than its key, and keys below": [
    "title: T\nblocks:\n  - prompt: |\n    ¶Write\n    id: a\n",
    ...tooFarLeft,
  ],
  "a text of two lines no deeper than its key": [
    "title: T\nblocks:\n  - prompt: |\n    ¶Write\n    more\n",
    ...tooFarLeft,
  ],
  "a text that is not indented at all": [
    "title: T\nblocks:\n  - prompt: |\n¶Write\n",
    ...tooFarLeft,
  ],
  "a paragraph further left than the first": [
    "title: T\nblocks:\n  - prompt: |\n      Write\n\n    ¶more\n    id: a\n",
    ...tooFarLeft,
  ],
  "a line further left than the first": [
    "title: T\nblocks:\n  - prompt: |\n        Write\n¶      more\n",
    ...tooFarLeft,
  ],
  "a text no deeper than its key, behind a comment": [
    "title: T\nblocks:\n  - prompt: | # later\n    ¶Write\n",
    ...tooFarLeft,
  ],
  "a text no deeper than its key, with Windows line ends": [
    "title: T\r\nblocks:\r\n  - prompt: |\r\n    ¶Write\r\n",
    ...tooFarLeft,
  ],
  "a text below an empty line with more spaces": [
    "title: T\nblocks:\n  - prompt: |\n          \n      ¶Write\n",
    /empty line above/,
    /Remove the spaces/,
  ],
  "a key too far left, below a text that ends in a sign": [
    "title: T\nblocks:\n  - heading: Use <b>\n¶   prompt: P\n",
    ...misplaced,
  ],
  "a key too far left, below a table": [
    "title: T\nblocks:\n  - markdown: |\n      | 1 | 2 |\n¶   id: a\n",
    ...misplaced,
  ],
  "two keys too far right": [
    "title: T\nblocks:\n  - id: a\n     ¶prompt: P\n     heading: H\n",
    /goes on with the text/,
    /same column/,
  ],
  "a text of two lines with a colon in it": [
    "title: T\nblocks:\n  - prompt: Write\n      ¶the following: a\n",
    /goes on with the text.*`: `/,
    /needs quotes/,
  ],
  "a question mark at the beginning": ["title: ¶? who\nblocks: []\n", /begin with `\?`/, /quotes/],
  "a list without its colon": [
    "title: T\n¶blocks\n  - prompt: P\n    id: a\n",
    /no `: `/,
    /key: value/,
  ],
  "a first line that is indented": [
    " title: T\n¶blocks:\n  - prompt: P\n",
    /not indented as the lines above/,
    /same column/,
  ],
  "lines that begin with tabs": [
    "title: T\nblocks:\n¶\t- prompt: P\n\t  id: a\n\t  heading: H\n",
    /tab/,
    /spaces/,
  ],
  "a line of a text that begins with a tab": [
    "title: T\nblocks:\n  - prompt: |\n      One\n¶\t\ttwo\n",
    /tab/,
    /spaces/,
  ],
  "a text in quotes whose second line is not indented": [
    'title: T\nblocks:\n  - prompt: ¶"One\ntwo"\n',
    /quote.*not closed/,
    /indented deeper/,
  ],
  "an item without its space": [
    "title: T\nblocks:\n  ¶-prompt: P\n    id: a\n",
    /`-` of a list needs a space/,
    /- prompt/,
  ],
  "a second item without its space": [
    "title: T\nblocks:\n  - prompt: P\n  ¶-prompt: Q\n",
    /`-` of a list needs a space/,
    /- prompt/,
  ],
  "a star as the sign of a list": [
    "title: T\nblocks:\n  ¶* prompt: P\n",
    /no sign of a list/,
    /`- `/,
  ],
  "a bullet as the sign of a list": [
    "title: T\nblocks:\n  - prompt: P\n  ¶• prompt: Q\n",
    /no sign of a list/,
    /`- `/,
  ],
  "words in bold": ["title: ¶**Write** this\nblocks: []\n", /begin with `\*`/, /quotes/],
  "an exclamation mark": ["title: ¶!Olá mundo\nblocks: []\n", /begin with `!`/, /quotes/],
  "a percent sign in the first line": ["¶%title: T\nblocks: []\n", /begin with `%`/, /quotes/],
  "a fence": ["title: T\nblocks:\n  - prompt: |\n¶```python\nx\n```\n", ...tooFarLeft],
  "an apostrophe between quotes": ["title: 'd'¶água'\nblocks: []\n", /has ended/, /`''`/],
  "three quotes": [
    'title: T\nblocks:\n  - prompt: ""¶"\n      a\n      """\n',
    /three quotes/,
    /begins with `\|`/,
  ],
  "a comma behind quotes": ['title: "T"¶,\nblocks: []\n', /comma follows/, /Remove it/],
  "a text behind its sign without a space": [
    "title: T\nblocks:\n  - prompt: >¶Write\n",
    /may follow `\|`/,
    /next line/,
  ],
  "a no-break space behind a colon": [
    "title:¶\u00a0T\nblocks: []\n",
    /no-break space/,
    /ordinary space/,
  ],
  "no-break spaces as indentation": [
    "title: T\nblocks:\n¶\u00a0\u00a0- prompt: P\n      id: a\n",
    /no-break space/,
    /ordinary space/,
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

test("mistakes that do not mislead the parser are all told", async () => {
  const { diagnostics } = await loadArticle(
    'title: T\ntags: [@a, "\\q", @b]\nvars: { a: 1 b: 2 }\nblocks:\n  - prompt: x: y\n    - z\n',
  );
  expect(placesOf(diagnostics)).toEqual(["2:8", "2:13", "2:18", "3:12", "5:13", "6:1"]);
});

test("a secret is told of beside every other mistake of its line", async () => {
  const secret = `sk-proj-${randomBytes(30).toString("hex")}`;
  const { diagnostics } = await loadArticle(`title: T\nvars: { a: 1 ${secret}: 2 }\nblocks: []\n`);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringMatching(/comma/),
    expect.stringMatching(/secret/),
  ]);
  expect(JSON.stringify(diagnostics)).not.toContain(secret);
});
