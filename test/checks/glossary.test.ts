import { expect, test } from "vitest";
import { describeTerms, findTermFault } from "../../src/checks/glossary.ts";
import { Glossaries, Glossary } from "../../src/blocks/settings/glossary.ts";

const glossary = new Glossary([
  {
    use: ["sourdough", "OpenAI", "mobile app", "C++"],
    avoid: {
      utilize: "use",
      app: "mobile app",
      Javascript: "JavaScript",
      IA: null,
      パソコン: null,
    },
  },
]);

test.each([
  ["We utilize it.", /“utilize” instead of “use”/],
  ["Utilize it.", /“utilize”/],
  ["It was reutilized.", undefined],
  ["Run `utilize` or see [x](https://example.com/utilize).", undefined],
  ["The app, and a mobile app.", /“app” instead of “mobile app”/],
  ["A mobile\napp.", undefined],
  ["JavaScript is fine.", undefined],
  ["Javascript is not.", /“Javascript” instead of “JavaScript”/],
  ["Ela ia embora.", undefined],
  ["A IA responde.", /“IA”/],
  ["OpenAi wrote it.", /writes “OpenAI” otherwise/],
  ["新しいパソコンです。", /“パソコン”/],
])("%j", (text, expected) => {
  const fault = findTermFault(text, glossary, "");
  expect(fault ?? "").toMatch(expected ?? /^$/);
});

test("a term to use that the question names has to be in the answer", () => {
  expect(findTermFault("A bread.", glossary, "What is Sourdough?")).toContain("lacks “sourdough”");
  expect(
    findTermFault("Sourdough, or C++.", glossary, "What are sourdough and C++?"),
  ).toBeUndefined();
  expect(findTermFault("A bread.", glossary, "What is bread?")).toBeUndefined();
});

test("of a thousand terms a request names those that occur in it", () => {
  const many = new Glossary([{ use: Array.from({ length: 1000 }, (_, index) => `term ${index}`) }]);
  expect(describeTerms(many, "Explain Term 7.")).toBe(
    "Terms to use, written exactly so:\n- term 7",
  );
  expect(describeTerms(many, "Explain it.")).toBeUndefined();
  expect(describeTerms(glossary, "Explain it.")).toContain("- utilize (write: use)");
});

test("a language adds its own terms", () => {
  const all = new Glossaries({
    use: ["a"],
    languages: { pt: { use: ["b"] }, "pt-BR": { use: ["c"] } },
  });
  expect(all.for("pt-BR").use).toEqual(["a", "b", "c"]);
  expect(all.for("en").use).toEqual(["a"]);
});
