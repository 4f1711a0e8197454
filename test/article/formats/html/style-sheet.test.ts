import { describe, expect, test } from "vitest";
import { styleSheet } from "../../../../src/article/formats/html/style-sheet.ts";

type Colours = Readonly<Record<string, string>>;

/** The colours that a part of the style sheet names. */
function readColours(css: string | undefined): Colours {
  return Object.fromEntries(
    [...(css ?? "").matchAll(/--([a-z-]+):(#[\da-f]{3,6})\b/g)].map(([, name = "", value = ""]) => [
      name,
      value.length === 4 ? value.replaceAll(/[\da-f]/g, "$&$&") : value,
    ]),
  );
}

const light = readColours(/^:root\{.*$/m.exec(styleSheet)?.[0]);
const dark = {
  ...light,
  ...readColours(/^@media \(prefers-color-scheme:dark\).*$/m.exec(styleSheet)?.[0]),
};
const print = { ...dark, ...readColours(/^@media print.*$/m.exec(styleSheet)?.[0]) };

/** WCAG 2's relative luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
  ["print", print],
])("%s: every colour of text can be read on every ground", (_, colours: Colours) => {
  const texts = Object.keys(colours).filter((name) => /^(?:ink|soft|accent|code-)/.test(name));
  test.each(texts)("%s", (name) => {
    expect(texts).toHaveLength(7);
    for (const ground of ["paper", "wash"]) {
      expect(contrast(colours[name] ?? "", colours[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
    }
  });
});

test("code has a colour for each class that it is given", () => {
  for (const name of ["c", "f", "k", "n", "p", "s"]) {
    expect(styleSheet).toMatch(new RegExp(`\\.${name}[{,].*color:var\\(--`));
  }
});

test("nothing is loaded", () => {
  expect(styleSheet).not.toMatch(/url\(|@import|@font-face/);
});
