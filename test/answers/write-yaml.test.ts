import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { stringifyExact, writeYaml } from "../../src/answers/write-yaml.ts";

/** Pieces that records hold, and those at which plain YAML ends. */
const piece = fc.oneof(
  fc.constantFrom(...Array.from("ab é漢😀 :-#\n'\"|>[]{},&*!%@`?0129.eE_+~=$\\\t\u00a0\u2028")),
  fc.constantFrom("true", "null", ": ", " #", "- ", "---", "\n\n", "0x1", "1e3", "2026-11-23", "~"),
);
const awkward = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
const scalar = fc.oneof(
  awkward,
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const member = fc.oneof(
  scalar,
  fc.dictionary(awkward, scalar, { maxKeys: 4 }),
  fc.array(scalar, { maxLength: 2 }),
);

test("is written as the yaml package writes it", () => {
  const key = fc.oneof(awkward, fc.constantFrom("model", "input"));
  fc.assert(
    fc.property(fc.dictionary(key, member, { minKeys: 1 }), (value) => {
      expect(writeYaml(value)).toBe(stringifyExact(value));
    }),
    { numRuns: 3000 },
  );
});

test("a prompt of several lines stays readable", () => {
  const request = { model: "m-1", input: "Uma lista:\n\n- a\n  - b: c # d\n\nFim.", n: 2 };
  const written = writeYaml({ request, absent: undefined });
  expect(written).toContain(
    "  input: |-\n    Uma lista:\n\n    - a\n      - b: c # d\n\n    Fim.\n",
  );
  expect(parse(written)).toEqual({ request });
});
