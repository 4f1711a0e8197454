import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkDocument } from "../../src/publish/check-page.ts";
import { setMarkdown } from "../../src/article/formats/markdown.ts";
import { type TracedProblem, traceProblems } from "../../src/publish/page-problems.ts";
import type { ArticleDocument, MarkdownSection, Section } from "../../src/article/types.ts";
import { findInAnswer } from "../../src/checks/placeholders/find-placeholders.ts";
import { awkwardAnswers } from "../article/awkward-answers.ts";
import { hostileTexts } from "../article/hostile-texts.ts";
import { markdownish } from "../article/markdownish.ts";
import { answer, references, words } from "../article/pages.ts";
import { filesOf, makeArticle } from "../article/sample.ts";

interface Given extends Partial<ArticleDocument> {
  readonly sections: readonly Section[];
}

/** What is wrong with a page of these sections. @param used answers in the texts of authors */
function problemsOf(
  given: Given,
  used: Readonly<Record<string, string>> = {},
): readonly TracedProblem[] {
  const document = makeArticle(given);
  const page = setMarkdown(document, { headingStyle: "atx" });
  return traceProblems(checkDocument(page.text, filesOf(document)), page, ({ kind, section }) => {
    const own =
      kind === "body" && section?.kind === "markdown" && section.source === "model"
        ? section.markdown
        : undefined;
    return [own ?? used[`${section?.id ?? ""}/${kind}`] ?? []].flat();
  });
}

const placesOf = (problems: readonly TracedProblem[]): readonly (string | undefined)[] =>
  problems.map(({ part }) => part && `${part.section?.id ?? ""}/${part.kind}`);

const isOpen = ({ placeholder }: TracedProblem): boolean => placeholder !== undefined;

function unheaded({ kind, id, level, source, markdown }: MarkdownSection): MarkdownSection {
  return { kind, id, level, source, markdown };
}

test("a problem is found in the section that it stands in, its heading or its body", () => {
  const sections: readonly Section[] = [
    answer("a", "Caro [inserir nome],\n\nvá a {{ lugar }}."),
    { ...answer("b", "Bom."), heading: "Sobre [seu nome]" },
    words("c", "[x](#nada)\n\n## Vazio"),
    references("f", "[TODO]"),
  ];
  expect(placesOf(problemsOf({ sections, toc: true }))).toEqual([
    "a/body",
    "a/body",
    "b/heading",
    "c/body",
    "c/body",
    "f/body",
  ]);
});

test("lists that flow into one another are told apart", () => {
  const sections = [
    words("a", "- um\n- dois [TODO]"),
    words("b", "- três\n- quatro"),
    words("c", "- [TODO]\n\n  x\n- seis"),
  ].map(unheaded);
  expect(placesOf(problemsOf({ sections }))).toEqual(["a/body", "c/body"]);
});

test("what stands in the title belongs to no section", () => {
  const sections = [answer("a", "x")];
  expect(placesOf(problemsOf({ title: "De {{ x }}", sections }))).toEqual(["/title"]);
});

const texts = [...awkwardAnswers, ...hostileTexts];
test.each(texts.map((text, index) => [index, text] as const))(
  "whatever stands around it: text %i",
  (_, text) => {
    const mark = "Ver [inserir aqui o que falta].";
    const sections = [
      words("a", text),
      unheaded(words("b", mark)),
      unheaded(answer("c", text)),
      answer("d", mark),
      unheaded(words("e", text)),
    ];
    const found = problemsOf({ sections }).filter(({ says }) => says.includes("o que falta"));
    expect(placesOf(found)).toEqual(["b/body", "d/body"]);
  },
);

describe("a passage that a model wrote", () => {
  const spoken = 'Modelos deixam "{{ x }}", “[object Object]” e "[inserir nome]" para trás.';

  test("is none when its answer passes the check", () => {
    expect(problemsOf({ sections: [answer("a", spoken)] })).toEqual([]);
    const code = "Caro leitor, use `{{ x }}`.";
    expect(problemsOf({ sections: [answer("a", code)] })).toEqual([]);
  });

  test("is one in escaped brackets, which are no formula, to both", () => {
    const escaped = "Caro \\[inserir nome\\], boa tarde.";
    expect(findInAnswer(escaped)).toHaveLength(1);
    expect(problemsOf({ sections: [answer("a", escaped)] })).toHaveLength(1);
  });

  test("is none in an author's text that uses the answer", () => {
    const section = words("a", `Resposta: ${spoken}`);
    expect(problemsOf({ sections: [section] }, { "a/body": spoken })).toEqual([]);
    const title = { ...answer("b", "x"), heading: "De `{{ x }}`" };
    expect(problemsOf({ sections: [title] }, { "b/heading": "De `{{ x }}`" })).toEqual([]);
  });

  test("is one when its answer does not pass", () => {
    const sections = [answer("a", `${spoken} {{ y }}`)];
    const problems = problemsOf({ sections });
    expect(problems.map(({ placeholder }) => placeholder?.passage)).toEqual(["{{ y }}"]);
  });
});

test("an author's template that was not rendered is a problem, whatever else the section uses", () => {
  for (const text of ["Olá {{ nome }}", 'Olá "{{ nome }}"', 'Total: "[object Object]"']) {
    expect(placesOf(problemsOf({ sections: [words("a", text)] }))).toEqual(["a/body"]);
    const used = { "a/body": "Uma resposta com “{{ outro }}”, sem mais." };
    expect(placesOf(problemsOf({ sections: [words("a", text)] }, used))).toEqual(["a/body"]);
    const heading = { ...answer("a", "x"), heading: text };
    expect(placesOf(problemsOf({ sections: [heading] }))).toEqual(["a/heading"]);
  }
});

/** The bodies of a kind by whether they pass the check, and those that a page refuses. */
function sort(arbitrary: fc.Arbitrary<string>): Readonly<Record<"passed" | "refused", string[]>> {
  const passed: string[] = [];
  const refused: string[] = [];
  for (const body of fc.sample(
    arbitrary.filter((each) => each.trim() !== ""),
    2000,
  )) {
    const own = problemsOf({ sections: [answer("a", body)] });
    const used = problemsOf({ sections: [words("a", body)] }, { "a/body": body });
    if (findInAnswer(body).length === 0) {
      passed.push(body);
    }
    if ([...own, ...used].some(isOpen)) {
      refused.push(body);
    }
  }
  return { passed, refused };
}

describe("the page refuses nothing that the check on answers passes:", () => {
  const passage = fc.constantFrom(
    ..."[insert name]|[TODO]|TODO|TODO:|FIXME|[your name]|{{ x }}|{{x}}|{% x %}|[object Object]".split(
      "|",
    ),
    ..."<your name>|{insert name}|lorem ipsum dolor sit amet|XXX|\\[insert name\\]|[**seu nome**]".split(
      "|",
    ),
  );
  const around = fc.constantFrom(
    ..."\"|“|”|'|«|`|``|$|$$|\\(|\\)|*|**|_|~~|(|](x)|](https://e.org)|[|]|\\|!|| ".split("|"),
    ..."\n|\n\n|\n\n    |\n\n- |\n- |\n> |\n\n# |\n\n```\n|| a |\n|---|\n|| |\t|. |: |&lt;|<!--|-->|<b>".split(
      "|",
    ),
    "| a |\n|---|\n| ",
    " |\n",
  );
  const text = fc
    .array(fc.oneof(passage, around, around, fc.constant("palavra")), { maxLength: 14 })
    .map((parts) => parts.join(""));

  test("passages among marks", () => {
    const { passed, refused } = sort(text);
    expect(refused.filter((body) => passed.includes(body))).toEqual([]);
    // Neither is empty talk.
    expect(passed.length).toBeGreaterThan(100);
    expect(refused.length).toBeGreaterThan(100);
  });

  test("Markdown of any kind", () => {
    const { passed, refused } = sort(markdownish);
    expect(refused.filter((body) => passed.includes(body))).toEqual([]);
  });
});
