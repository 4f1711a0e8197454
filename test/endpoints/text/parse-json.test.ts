import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineOfFault, parseJson } from "../../../src/endpoints/text/parse-json.ts";

function faultIn(body: string): number {
  try {
    parseJson(body);
  } catch (error) {
    return lineOfFault(body, (error as Error).message);
  }
  return 0;
}

test("a fault is told at the line on which a text ceases to be JSON", () => {
  expect(faultIn("No.")).toBe(1);
  expect(faultIn('```json\n{\n  "a": ?\n}\n```')).toBe(3);
  expect(faultIn('{\n  "a": [1, 2\n\n')).toBe(2);
  const lines = fc.array(fc.record({ a: fc.string(), b: fc.integer() }), { minLength: 1 });
  fc.assert(
    fc.property(lines, fc.nat(), fc.constantFrom("?", "}", ",", "1e"), (rows, at, sign) => {
      const written = rows.map((row) => `  ${JSON.stringify(row)}`);
      const broken = at % rows.length;
      written[broken] = `${sign}${written[broken]}`;
      expect(faultIn(`[\n${written.join(",\n")}\n]`)).toBe(broken + 2);
    }),
  );
});
