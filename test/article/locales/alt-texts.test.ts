import { expect, test } from "vitest";
import { sheetAlt } from "../../../src/article/locales/alt-texts.ts";
import { longestDescription } from "../../../src/checks/answer/description.ts";
import { readAltText } from "../../../src/article/read-alt-text.ts";

test.each([
  ["A white house.", "A white house."],
  [
    "A white house\nunder a **blue** sky.\n\nBirds fly.",
    "A white house under a blue sky. Birds fly.",
  ],
  ["“A white house.”", "A white house."],
  ['"A white house."', "A white house."],
  ['A sign says "Home".', 'A sign says "Home".'],
  ["# A house\n\nIt is white.", "A house It is white."],
  ["- A house", "- A house"],
  ["Alt text: A white house.", "A white house."],
  ["**Texto alternativo:** “Uma casa branca.”", "Uma casa branca."],
  ["Claro! Aqui está a descrição:\n\nUma casa branca.", "Uma casa branca."],
  ["<think>\nA house?\n</think>\n\nA white house.", "A white house."],
  ["```markdown\nA white house.\n```", "A white house."],
])("a model's %j is the alternative text %j", (body, text) => {
  expect(readAltText({ body, edited: false })).toBe(text);
});

test.each([
  ["sentences", "A house. ".repeat(40), /^(?:A house\. )+A house\.$/],
  ["words", "white ".repeat(60), /^(?:white )+white…$/],
  ["letters", "x".repeat(300), /^x{249}…$/],
  ["Japanese", "家が立つ。".repeat(60), /^(?:家が立つ。){50}$/],
])("a model's description that is too long is cut between its %s", (_what, body, text) => {
  const alt = readAltText({ body, edited: false });
  expect(alt).toMatch(text);
  expect(alt.length).toBeGreaterThan(longestDescription / 2);
  expect(alt.length).toBeLessThanOrEqual(longestDescription);
  expect(readAltText({ body, edited: true })).toBe(body.trim());
});

test("a person's alternative text is what that person wrote", () => {
  const body = "Sure! Here is the description: a sign in a window.";
  expect(readAltText({ body, edited: true })).toBe(body);
});

test.each([
  ["pt-BR", "As 10 imagens reunidas em uma: Casa"],
  ["es", "Las 10 imágenes reunidas en una: Casa"],
  ["en-GB", "All 10 pictures in one: Casa"],
  ["ja", "All 10 pictures in one: Casa"],
])("a contact sheet in %s says that it shows all", (language, text) => {
  expect(sheetAlt(10, { language }, "Casa")).toBe(text);
});
