import { expect, test } from "vitest";
import { AttemptError } from "../../../src/errors.ts";
import { assertNoEcho } from "../../../src/requests/calls/secrets.ts";
import { createFinder } from "../../../src/secrets/find.ts";
import { makeKey } from "../../support/keys.ts";
import { thrownBy } from "../../support/thrown.ts";

const key = makeKey();
const finder = createFinder([{ name: "MY_KEY", value: key, isKey: true }]);

test("a reply of very many fields is looked through, names and all", () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`n${index}`, 1]));
  expect(() => assertNoEcho({ many }, finder, "host")).not.toThrow();
  const found = thrownBy(AttemptError, () =>
    assertNoEcho({ many: { ...many, [key]: 1 } }, finder, "host"),
  );
  expect(found.code).toBe("LEAK_FOUND");
  expect(found.message).not.toContain(key);
});
