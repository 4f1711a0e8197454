import * as fc from "fast-check";

/** Words, marks and the signs that readers stumble over, as a line of a document holds them. */
const inline = fc.constantFrom(
  "word",
  "two words",
  "*em*",
  "_em_",
  "**strong**",
  "***both***",
  "~~gone~~",
  "`code`",
  "`` a ` b ``",
  "`a|b`",
  "[link](https://e.org/a_b)",
  '[titled](https://e.org/x "A title")',
  "[odd](https://e.org/{id}?q=a|b)",
  "<https://e.org/auto>",
  "https://e.org/bare/{id}",
  "snake_case_word",
  "2 * 3",
  "5 < 6 & 7",
  "&copy; &amp;lt;",
  "\\*escaped\\*",
  "<kbd>Key</kbd>",
  "H<sub>2</sub>O",
  "x<br>y",
  "a!",
  "(in brackets)",
  "“quoted”",
  "# sign",
  "- dash",
  "1\\. number",
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
const paragraph = fc
  .array(line, { minLength: 1, maxLength: 3 })
  // A line of signs alone could begin another block.
  .map((lines) => lines.map((each) => `w ${each}`));

const code = fc
  .array(
    fc.constantFrom(
      "x = 1",
      "\tindented",
      "\t\tdeeper",
      "  two",
      "",
      "- no list",
      "$ 5",
      "# no heading",
      "end  ",
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .filter((lines) => lines.some((each) => each !== ""))
  .chain((lines) =>
    fc.constantFrom("```", "```make", "~~~", "````md").map((fence) => {
      const close = /^[`~]+/.exec(fence)?.[0] ?? "";
      return [fence, lines, close].flat();
    }),
  );
const indented = fc.constant(["    indented code", "    \tdeeper", "", "    last"]);
const cell = inline.map((text) => text.replaceAll("|", "\\|"));
const table = fc
  .array(fc.tuple(cell, cell), { minLength: 1, maxLength: 3 })
  .map((rows) =>
    ["| a | b |", "| :- | -: |"].concat(rows.map(([left, right]) => `| ${left} | ${right} |`)),
  );
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), inline)
  .map(([level, text]) => [`${"#".repeat(level)} ${text.replaceAll("<br>", " ")}`]);
const leaf = fc.oneof(
  { weight: 4, arbitrary: paragraph },
  { weight: 2, arbitrary: code },
  { weight: 1, arbitrary: table },
  { weight: 1, arbitrary: fc.constant(["<!-- a comment -->"]) },
);

type Lines = readonly string[];

const { block } = fc.letrec<{ block: Lines; list: Lines; quote: Lines }>((tie) => ({
  block: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("list"), tie("quote")),
  list: fc
    .tuple(
      fc.constantFrom("-", "*", "+", "1.", "1)", "- [ ]", "- [x]"),
      fc.array(fc.tuple(paragraph, fc.array(tie("block"), { maxLength: 2 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.boolean(),
    )
    .map(([marker, items, isLoose]) =>
      items.flatMap(([first, blocks], index) => {
        const width = marker.startsWith("- [") ? 2 : marker.length + 1;
        const parts = blocks.flatMap((each) => ["", ...each]);
        const [head = "", ...rest] = [...first, ...parts];
        const lines = [
          `${marker} ${head}`,
          ...rest.map((each) => (each === "" ? "" : " ".repeat(width) + each)),
        ];
        return isLoose && index > 0 ? ["", ...lines] : lines;
      }),
    ),
  quote: fc
    .array(tie("block"), { minLength: 1, maxLength: 2 })
    .map((blocks) => blocks.flatMap((each, index) => (index === 0 ? each : ["", ...each])))
    .map((lines) => lines.map((each) => (each === "" ? ">" : `> ${each}`))),
}));

/** Documents of all that GitHub's Markdown has, nested, with tabs in their code. */
export const documents: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 6, arbitrary: block }, heading, indented, fc.constant(["---"])), {
    minLength: 1,
    maxLength: 5,
  })
  .map((blocks) => `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
