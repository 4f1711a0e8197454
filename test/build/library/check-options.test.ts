import { expect, test } from "vitest";
import { build, check, plan, PreloError } from "../../../src/index.ts";
import { makeKey } from "../../support/keys.ts";
import { rejectionOf } from "../../support/thrown.ts";

const job = "pipeline.yaml";
const render = (): string => "";
const text = { file: "article.txt", render };

test.each<[unknown, string, string?]>([
  [undefined, "build() takes an object of options, not undefined", "job"],
  [job, "build() takes an object of options, not a string", "job"],
  [{}, "build() needs `job`: the path of the job file, or its file: URL"],
  [{ jobFile: job }, "build() has no option `jobFile`", "It has: job"],
  [{ job, sandboxed: true }, "build() has no option `sandboxed`", "`sandbox`?"],
  [{ job: 5 }, "`job` takes the path of the job file, or its file: URL, not the number 5"],
  [{ job: new URL("https://a.example/p.yaml") }, "`job` is no file: URL"],
  [{ job, sandbox: "yes" }, "`sandbox` takes true or false, not a string"],
  [{ job, articles: "bread" }, "`articles` takes an array of articles' names, not a string"],
  [{ job, articles: ["a", 5] }, "`articles[1]` takes the name of an article, not the number 5"],
  [{ job, shard: { number: 1 } }, "build() needs `shard.of`: a whole number from 1"],
  [{ job, stale: "no" }, '`stale` takes "ask" or "keep", not this string'],
  [{ job, budgetUsd: -1 }, "`budgetUsd` takes a number of US dollars, 0 or more, not the number"],
  [{ job, signal: {} }, "`signal` takes an AbortSignal, not this object"],
  [{ job, onEvent: 1 }, "`onEvent` takes a function that takes an event, not the number 1"],
  [{ job, variables: { A: 1 } }, "`variables` takes an object of strings, not this object"],
  [{ job, output: { format: [] } }, "`output` has no option `format`", "`formats`?"],
  [{ job, output: { formats: ["pdf"] } }, "`output.formats[0]` names none of the formats: html"],
  [{ job, formats: { html: text } }, "`formats.html` is a format of Prelo's own"],
  [{ job, formats: { a: { file: "a.txt" } } }, "build() needs `formats.a.render`: a function"],
  [{ job, formats: { a: text, b: text } }, "`formats.b.file` is the file of another format"],
  [{ job, formats: { a: { file: "article.md", render } } }, "`formats.a.file` is a file of Prelo"],
  [{ job, formats: { a: { file: "../a", render } } }, "`formats.a.file` takes the name of a file"],
  [{ job, formats: { "a b": text } }, "`formats.a b`: the name must begin with a letter"],
  [{ job, providers: { sandbox: {} } }, "`providers` may not hold `sandbox`, which is built in"],
  [{ job, providers: { m: { baseURL: "" } } }, "`providers.m`: Unknown key `baseURL`", "`baseUrl`"],
  [{ job, providers: { m: { baseUrl: "m" } } }, "`providers.m`: `baseUrl` must be a URL"],
  [{ job, providers: { m: { limits: { concurrency: "2" } } } }, "`limits.concurrency` must be a"],
  [{ job, providers: { m: { apiKey: " " } } }, "`providers.m.apiKey` takes the key, not an empty"],
])("%o: %s", async (options, message, hint = "") => {
  const error = await rejectionOf(PreloError, build(options as never));
  expect(error).toMatchObject({ code: "USAGE", message: expect.stringContaining(message) });
  expect(error.hint ?? "").toContain(hint);
});

test("plan and check name themselves; a key in the wrong place is not repeated", async () => {
  const key = makeKey();
  const options = { job, providers: { mine: { apiKeyEnv: key } } };
  const wrong = { job, providers: { mine: { apiKey: key }, "m.ine": { apiKey: key } } };
  for (const given of [options, { ...options, sandbox: key }, { job, budgetUsd: key }]) {
    const error = await rejectionOf(PreloError, plan(given as never));
    expect(error.code).toBe("USAGE");
    expect(`${error.message} ${error.hint}`).not.toContain(key);
  }
  expect((await rejectionOf(PreloError, check({} as never))).message).toMatch(/^check\(\) needs/);
  expect((await rejectionOf(PreloError, check({ ...wrong, joob: 1 } as never))).message).toBe(
    "check() has no option `joob`",
  );
});

test("two keys that would stand under one name are refused", async () => {
  const providers = { "a-b": { apiKey: makeKey() }, a_b: { apiKey: makeKey() } };
  const error = await rejectionOf(PreloError, build({ job, providers }));
  expect(error.message).toContain("the key of another provider is called A_B_API_KEY as well");
});
