import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { readPdfTexts } from "../../src/files/pdf-texts.ts";
import { findShapes } from "../../src/secrets/shapes.ts";

const key = `sk-test-${Array.from({ length: 40 }, () => Math.floor(Math.random() * 36).toString(36)).join("")}9Zz`;

function pdf(...streams: readonly (readonly [dictionary: string, content: string])[]): Buffer {
  const objects = streams.map(([dictionary, content], index) => {
    const bytes = dictionary.includes("Flate") ? deflateSync(content) : Buffer.from(content);
    const head = `${index + 1} 0 obj\n<< ${dictionary} /Length ${bytes.length} >>\nstream\n`;
    return Buffer.concat([Buffer.from(head), bytes, Buffer.from("\nendstream\nendobj\n")]);
  });
  return Buffer.concat([Buffer.from("%PDF-1.7\n"), ...objects, Buffer.from("%%EOF\n")]);
}

const flate = "/Filter /FlateDecode";
const hex = (text: string, shift: number): string =>
  Array.from(text, (letter) => (letter.charCodeAt(0) - shift).toString(16).padStart(4, "0")).join(
    "",
  );
const cmap = `begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0003> <005F> <0020> endbfrange endcmap`;

test.each([
  ["in a packed stream", pdf([flate, `BT /F1 12 Tf (The key is ${key}.) Tj ET`])],
  ["in an unpacked one", pdf(["", `BT (The key is ${key}.) Tj ET`])],
  ["in an object stream", pdf([`/Type /ObjStm ${flate}`, `<< /Subject (${key}) >>`])],
  [
    "in letters that are set closer",
    pdf([flate, `BT [(key) -300 (${key.slice(0, 9)}) 20 (${key.slice(9)}) -400 (x)] TJ ET`]),
  ],
  [
    "in letters that are moved along the line",
    pdf([flate, `BT (${key.slice(0, 9)}) Tj 41.5 0 Td (${key.slice(9)}) Tj ET`]),
  ],
  [
    "in the codes of a font",
    pdf([flate, cmap], [flate, `BT <${hex("a ", 29)}> Tj <${hex(key, 29)}> Tj ET`]),
  ],
])("a key is found %s", (_where, bytes) => {
  const found = readPdfTexts(bytes).flatMap((text) =>
    findShapes(text).map(({ start, end }) => text.slice(start, end)),
  );
  expect(found.some((each) => each.startsWith(key.slice(0, 20)))).toBe(true);
});

test("words are no keys because they stand close, and what unfolds without end is not read", () => {
  const words = "BT [(ask-)-250(specific)-250(learning2024)] TJ 0 -12 Td (task-) Tj (force) Tj ET";
  const bomb = "0".repeat(40_000_000);
  const texts = readPdfTexts(pdf([flate, words], [flate, bomb], ["/Filter /DCTDecode", "x"]));
  expect(texts.flatMap((text) => findShapes(text))).toEqual([]);
  expect(texts.some((text) => text.includes("ask- specific learning2024 task-force"))).toBe(true);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(1_000_000);
});
