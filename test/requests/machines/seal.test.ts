import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { closeJson, createSeal, openJson } from "../../../src/requests/machines/seal.ts";
import { makeKey } from "../../support/keys.ts";

const value = { prompt: "Why does dough rest?", pictures: ["é".repeat(300)] };

test.each([
  ["sealed", createSeal(makeKey())],
  ["only packed", createSeal(undefined)],
])("what is %s opens as what it is", (_how, seal) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string(), (bytes, purpose) => {
      const closed = seal.close(Buffer.from(bytes), purpose);
      expect(seal.open(closed, purpose)).toEqual(Buffer.from(bytes));
    }),
  );
  expect(openJson(seal, closeJson(seal, value, "call a"), "call a")).toEqual(value);
});

test("Redis sees nothing of what is sealed, and no two alike", () => {
  const seal = createSeal(makeKey());
  const [one, two] = [closeJson(seal, value, "call a"), closeJson(seal, value, "call a")];
  expect(one.equals(two)).toBe(false);
  expect(createSeal(makeKey()).close(Buffer.from("dough"), "a").includes("dough")).toBe(false);
});

test("what was changed, moved to another request, or sealed with another key does not open", () => {
  const seal = createSeal(makeKey());
  const closed = closeJson(seal, value, "call a");
  for (const at of [1, 20, closed.length - 1]) {
    const changed = Buffer.from(closed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openJson(seal, changed, "call a")).toThrow("sealed with another PRELO_QUEUE_KEY");
  }
  expect(() => openJson(seal, closed, "call b")).toThrow("sealed with another PRELO_QUEUE_KEY");
  expect(() => openJson(createSeal(makeKey()), closed, "call a")).toThrow(
    "another PRELO_QUEUE_KEY",
  );
  expect(() => openJson(createSeal(undefined), closed, "call a")).toThrow("is not set here");
  const open = closeJson(createSeal(undefined), value, "call a");
  expect(() => openJson(seal, open, "call a")).toThrow("it is not sealed");
  const rest = Buffer.concat([Buffer.of(0), randomBytes(50)]);
  expect(() => openJson(createSeal(undefined), rest, "call a")).toThrow("it is damaged");
});
