import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { toTree } from "../../src/yaml/document-tree.ts";
import { readSimpleYaml } from "../../src/yaml/simple-yaml.ts";
import { toValue } from "../../src/yaml/yaml-tree.ts";

/** Whether a text is simple; if it is, the `yaml` package has to make the same of it. */
function compare(source: string): boolean {
  const tree = readSimpleYaml(source);
  if (tree === undefined) {
    return false;
  }
  const document = parseDocument(source, { prettyErrors: false, stringKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  expect(toValue(tree)).toStrictEqual(document.toJS());
  expect(document.contents && toTree(document.contents, new Map())).toStrictEqual(tree);
  return true;
}

test.each([
  ["a group", "a: one\nb: two words\n"],
  ["a group in a group", "a:\n  b:\n    c: d\n  e: f\n"],
  ["a list", "- one\n- two: 2\n  three: 3\n-   far: in\n    and: on\n"],
  ["a list under its key", "a:\n- one\n- two\nb: c\n"],
  ["brackets", "a: { b: [1, two, 'three, four'], c: {d: e} }\nf: [{ g: h }, i]\n"],
  ["quotes", 'a: "b: c # d"\ne: \'f: {{ g }}\'\nh: ""\n'],
  ["numbers and words", "a: 1\nb: 1.50\nc: true\nd: null\ne: 2026-11-24\nf: 1.2.3\n"],
  ["signs within a text", "a: it's a (b), c!\nd: http://e.f/g?h=i#j&k\nl: m [n] {o}\n"],
  ["comments", "# a\n\nb: c # d\n  # e\nf:   # g\n  - h\n#i\n"],
  ["a block of lines", "a: |\n  one\n    two\n\n  three\n\nb: |- # why\n  # four\nc: |\n d\n\n\n"],
  ["a block that is folded", "a: >-\n  one\n  two\n\n  three\nb: >\n  four\n"],
  ["letters of all kinds", "a: «São» 漢字 🙂\nb: é\n"],
])("%s is read as the `yaml` package reads it", (_name, source) => {
  expect(compare(source)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["a text alone", "one\n"],
  ["no line end", "a: b"],
  ["a tab", "a:\tb\n"],
  ["other line ends", "a: b\r\nc: d\r\n"],
  ["a byte order mark", "\uFEFFa: b\n"],
  ["a value that is missing", "a:\nb: c\n"],
  ["a key written twice", "a: b\na: c\n"],
  ["a key in quotes", '"a": b\n'],
  ["a key that is a word", "true: b\n"],
  ["`__proto__`", "__proto__: { a: b }\n"],
  ["a merge", "a: &b { c: d }\ne:\n  <<: *b\n"],
  ["a tag", "a: !!str 1\n"],
  ["an alias", "a: *b\n"],
  ["a second colon", "a: b: c\n"],
  ["a text over two lines", "a: b\n  c\n"],
  ["a quoted text over two lines", 'a: "b\n  c"\n'],
  ["an escape", 'a: "b\\n"\n'],
  ["a doubled quote", "a: 'it''s'\n"],
  ["text behind a quote", "a: 'b' c\n"],
  ["brackets over two lines", "a: [b,\n  c]\n"],
  ["a pair in a list", "a: [b: c]\n"],
  ["a comma too many", "a: [b, ]\n"],
  ["a number of another form", "a: 0x1F\n"],
  ["a number with zeros first", "a: 007\n"],
  ["a number with an exponent", "a: 1e3\n"],
  ["a word in capitals", "a: True\n"],
  ["a line between two levels", "a:\n    b: c\n  d: e\n"],
  ["a key after a list", "- a\nb: c\n"],
  ["a block with an indentation of its own", "a: |2\n    b\n"],
  ["a block that keeps its end", "a: |+\n  b\n\n"],
  ["a block whose first lines are empty", "a: |\n\n  b\n"],
  ["an empty block", "a: |\nb: c\n"],
  ["a folded block with indented lines", "a: >\n  b\n    c\n  d\n"],
  ["a document's start", "---\na: b\n"],
  ["a document's end", "a: b\n...\n"],
  ["a directive", "%YAML 1.2\n---\na: b\n"],
  ["other line ends within a block", "a: >\n  \r\n"],
  ["a tab before a comment", "a: b\t#c\n"],
  ["no line end after a number", "a: 1."],
  ["a comment within brackets", "a: [b #c, d]\n"],
  ["a comment too near to brackets", "- { a: b }# c\n"],
  ["a comment too near to a block's sign", "a: |#c\n  b\n"],
  ["a block whose first line is spaces", "a: |\n    \n"],
  ["an octal number", "- 0o17\n"],
  ["a number that ends in a point", "a: 1.\n"],
  ["the sign for nothing", "- ~\n"],
  ["brackets that end otherwise", "a: [b}\n"],
  ["very many keys", Array.from({ length: 300 }, (_, index) => `k${index}: v\n`).join("")],
  [
    "very deep groups",
    Array.from({ length: 31 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("") +
      `${" ".repeat(31)}b: c\n`,
  ],
  ["very deep brackets", `a: ${"[".repeat(40)}b${"]".repeat(40)}\n`],
])("%s is left to the `yaml` package", (_name, source) => {
  expect(compare(source)).toBe(false);
});

test("the sample's files are simple", () => {
  const files = ["pipeline.yaml", "prompts/openai-api-com-chatgpt.yaml"];
  expect(files.filter((file) => !compare(readFileSync(file, "utf8")))).toEqual([]);
});

test("many empty lines within a block are read as they stand", () => {
  const empty = "\n".repeat(200_000);
  const tree = readSimpleYaml(`a: |\n  b\n${empty}  c\n${empty}`);
  expect(tree && toValue(tree)).toEqual({ a: `b\n${empty}c\n` });
});

/** Each line is one; `/` is a line's end, `~` the indentation of what it stands in. */
function oneOf(lines: string): fc.Arbitrary<string> {
  return fc.constantFrom(...lines.split("\n").map((line) => line.replaceAll("/", "\n")));
}

const indented = oneOf(`|/~  one/~  two
|-/~  a//~   b/
>-/~  a/~  b
>/~  a//~  b
| # c/~  a
|/~  a///
|/~ a/~  # b
|/~  a  /~
>/~  a /~  b
text/~  more
|2/~  a`);
const inline = oneOf(`word
two words
a, b
it's
x: y
x:y
q #c
q#c
"q: x"
's'
12
1.50
007
1e3
true
No
null
[a, b c, 'd']
{ id: x, n: 2, t: "a, b" }
{a: {b: [c]}}
word # c
mailto:a@b.c?d=e&f
a {b} c
x [y]
a}
- x
*a
é
a:
'
`);
const key = fc.constantFrom("a", "b", "c", "key", "k-1", "x.y", "ü");
const noise = fc.constantFrom("", "", "", "", "", "# c\n", "\n", "  # c\n", "      # c\n", "   \n");

interface Shape {
  readonly isList: boolean;
  readonly members: readonly {
    readonly before: string;
    readonly key: string;
    readonly space: string;
    readonly value: string | Shape;
    readonly isAligned: boolean;
  }[];
}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    isList: fc.boolean(),
    members: fc.array(
      fc.record({
        before: noise,
        key,
        space: fc.constantFrom("", "", " ", "  # c"),
        value: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          inline,
          indented,
          tie("shape"),
        ),
        isAligned: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
}));

function write({ isList, members }: Shape, indent: string): string {
  const lines = members.map(({ before, key: name, space, value, isAligned }) => {
    if (typeof value === "string") {
      const text = value.replaceAll("~", indent);
      return `${before}${indent}${isList ? "-" : `${name}:`} ${text}\n`;
    }
    if (isList) {
      return `${before}${indent}- ${write(value, `${indent}  `).trimStart()}`;
    }
    return `${before}${indent}${name}:${space}\n${write(value, isAligned ? indent : `${indent}  `)}`;
  });
  return lines.join("");
}

test("whatever is read is what the `yaml` package reads", () => {
  let simple = 0;
  fc.assert(
    fc.property(shape, (made) => {
      simple += Number(compare(write(made, "")));
    }),
    { numRuns: 3000 },
  );
  expect(simple).toBeGreaterThan(300);
});

test("so are signs of YAML's in any order", () => {
  const sign = oneOf(`a
b:\u0020
c:
-\u0020
?\u0020
\u0020
\u0020\u0020
/
/\u0020\u0020
#
"
'
{
}
[
]
,
|
>
|/
>-/
&a\u0020
*a
!t\u0020
%
@
\`
---
...
:\u0020
1
.
é`);
  expect(() => {
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 14 }), (signs) => {
        compare(`${signs.join("")}\n`);
      }),
      { numRuns: 5000 },
    );
  }).not.toThrow();
});
