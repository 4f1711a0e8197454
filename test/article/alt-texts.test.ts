import { expect, test } from "vitest";
import { sheetAlt } from "../../src/article/alt-texts.ts";
import { readAltText } from "../../src/article/read-alt-text.ts";

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
])("a model's %j is the alternative text %j", (body, text) => {
  expect(readAltText(body)).toBe(text);
});

test.each([
  ["pt-BR", "As 10 imagens reunidas em uma: Casa"],
  ["es", "Las 10 imágenes reunidas en una: Casa"],
  ["en-GB", "All 10 pictures in one: Casa"],
  ["ja", "All 10 pictures in one: Casa"],
])("a contact sheet in %s says that it shows all", (language, text) => {
  expect(sheetAlt(10, language, "Casa")).toBe(text);
});
