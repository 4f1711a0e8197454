import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { PreloError } from "../../src/errors.ts";
import type { Job, Provider } from "../../src/job/types.ts";
import { assertNoLeak } from "../../src/stages/leak-gate.ts";

const key = `sk-test-${randomBytes(16).toString("hex")}`;
const provider: Provider = {
  name: "mine",
  apiKeyEnv: "MY_LLM",
  limits: { concurrency: 1 },
  timeoutMs: 1,
  deadlineMs: 1,
  maxAttempts: 1,
  longestWaitMs: 60_000,
  headers: {},
  maxTokensField: "max_tokens",
};
const job: Job = {
  file: "/job/pipeline.yaml",
  dir: "/job",
  articles: [],
  providers: new Map([["mine", provider]]),
  output: { dir: "/job/output", formats: ["markdown"], headingStyle: "atx", aiNote: true },
  answersDir: "/job/answers",
  budget: {},
  prices: new Map(),
};

function gate(text: string, variables: Record<string, string>): PreloError | undefined {
  try {
    assertNoLeak("bread", [{ file: "article.md", text }], job, variables);
    return undefined;
  } catch (error) {
    return error as PreloError;
  }
}

test.each([
  ["as it stands", key],
  ["URL-encoded", encodeURIComponent(`${key}/+`).replace("%2F%2B", "")],
  ["in base64", Buffer.from(`Bearer ${key}`).toString("base64")],
  ["in part", key.slice(0, 20)],
])("a key %s stops the page, and is not repeated", (_, leaked) => {
  const error = gate(`first line\nthe key is ${leaked} indeed`, { MY_LLM: key });
  expect(error?.code).toBe("LEAK_FOUND");
  expect(error?.exitCode).toBe(3);
  expect(error?.message).toContain("line 2");
  expect(`${error?.message} ${error?.hint}`).not.toContain(leaked.slice(0, 12));
});

test("the value of a variable that is named like a secret counts as well", () => {
  const token = randomBytes(12).toString("hex");
  expect(gate(`x ${token}`, { DEPLOY_TOKEN: token })?.code).toBe("LEAK_FOUND");
});

test("ordinary words, and short values of other variables, pass", () => {
  const variables = { MY_LLM: key, HOME: "/home/ana", TOKEN: "short", EDITOR: "an ordinary word" };
  expect(gate("an ordinary word in /home/ana, short and plain", variables)).toBeUndefined();
});
