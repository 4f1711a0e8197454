import { expect, test } from "vitest";
import { chooseTargets } from "../../src/build/targets.ts";
import type { Job } from "../../src/job/types.ts";
import { makeArticle, makePrompt, makeProvider, sandboxProvider } from "../support/job-parts.ts";

const article = makeArticle([makePrompt("a", "Say.")]);
const openai = makeProvider({ apiKeyEnv: "MY_KEY" });
const providers = new Map([openai, sandboxProvider].map((each) => [each.name, each]));

function reasonWith(variables: Record<string, string>, mayStandIn = true): string | undefined {
  const nothing = { own: new Map(), others: [], rejected: [] };
  const options = { sandbox: false, mayStandIn, variables, findRecords: () => [] };
  return chooseTargets(article, { providers } as unknown as Job, nothing, options).sandboxReason;
}

test.each([{}, { MY_KEY: "" }, { MY_KEY: " \t" }])(
  "without a key the sandbox stands in, and a blank one is none: %j",
  (variables) => {
    expect(reasonWith(variables)).toBe("MY_KEY is not set");
  },
);

test("with a key, in CI, or where only real requests count, it does not", () => {
  expect(reasonWith({ MY_KEY: "a key" })).toBeUndefined();
  expect(reasonWith({ CI: "true" })).toBeUndefined();
  expect(reasonWith({}, false)).toBeUndefined();
});
