import { expect, test } from "vitest";
import { loadFiles, loadJobText, placesOf, takeMark } from "./job-files.ts";

type Case = [name: string, marked: string, message: RegExp, hint?: RegExp];

const inJobs: readonly Case[] = [
  ["no version", "¶articles: [prompts/a.yaml]", /`version` is missing/, /1/],
  ["another version", "version: ¶2\narticles: [prompts/a.yaml]", /`version` must be 1.*number 2/],
  ["no articles", "¶version: 1", /`articles` is missing/],
  ["an empty list", "version: 1\narticles: ¶[]", /at least 1 entry/],
  [
    "articles as a text",
    "version: 1\narticles: ¶prompts/*.yaml",
    /`articles` must be a list/,
    /`articles: \["prompts\/\*\.yaml"\]`/,
  ],
  ["an article that is not there", "version: 1\narticles: [¶prompts/b.yaml]", /prompts\/b\.yaml/],
  ["a glob for nothing", "version: 1\narticles:\n  - ¶drafts/*.yaml", /No file matches/],
  ["an article outside", "version: 1\narticles: [¶../x.yaml]", /out of the job's folder/],
  ["a glob outside", "version: 1\narticles: [¶../*.yaml]", /out of the job's folder/],
  ["an absolute article", "version: 1\narticles: [¶/etc/passwd]", /out of the job's folder/],
  ["an article on a drive", 'version: 1\narticles: [¶"C:\\\\a.yaml"]', /out of the job's folder/],
];

const rest = "version: 1\narticles: [prompts/*.yaml]\n";
const inSections: readonly Case[] = [
  ["an unknown key", "¶budgte: { usd: 1 }", /`budgte`/, /`budget`/],
  ["an empty section", "¶budget:", /`budget` must be a group .* empty/, /remove the key/],
  ["a negative budget", "budget: { usd: ¶-1 }", /at least 0/],
  ["half a request", "budget: { requests: ¶1.5 }", /whole number/],
  ["a budget in words", "budget: { minutes: ¶ten }", /a number/],
  ["a price", "prices: { m: { input: ¶-1 } }", /`prices\.m\.input` must be at least 0/],
  ["a price's day", "prices: { m: { as_of: ¶2026-02-31 } }", /day that exists/],
  ["a price's key", "prices: { m: { ¶outptu: 1 } }", /`outptu`/, /`output`/],
  ["a provider without an address", "providers: { ¶mine: {} }", /`mine` has no `base_url`/],
  ["the sandbox defined", "providers: { ¶sandbox: { base_url: 'http://x' } }", /built in/],
  ["a base URL by ftp", "providers: { p: { base_url: ¶'ftp://x' } }", /https:\/\/ or http/],
  ["a base URL with a query", "providers: { p: { base_url: ¶'https://x/?a=b' } }", /`\?`/],
  ["a base URL with a user", "providers: { p: { base_url: ¶'https://me@x/' } }", /user name/],
  ["no base URL at all", "providers: { p: { base_url: ¶'https://' } }", /https:/],
  ["limits", "providers: { openai: { limits: { concurrency: ¶0 } } }", /at least 1/],
  ["a limit's name", "providers: { openai: { limits: { ¶rpm: 1 } } }", /`rpm`/],
  ["a timeout of zero", "providers: { openai: { timeout_seconds: ¶0 } }", /greater than 0/],
  [
    "limits that are shared nowhere",
    "providers: { openai: { limits: { ¶shared: true } } }",
    /limits of `openai` are shared, but/,
    /`queue: \{ url_env: REDIS_URL \}`/,
  ],
  ["a queue without an address", "queue: ¶{ name: a }", /`url_env` is missing/],
  [
    "an address instead of its variable",
    "queue: { url_env: ¶'redis://127.0.0.1' }",
    /name of an environment variable/,
  ],
  ["a queue's name", "queue: { url_env: REDIS_URL, name: ¶'a:b' }", /letters A–Z, digits/],
  ["a queue's key", "queue: { url_env: REDIS_URL, ¶url: a }", /`url`/],
  ["an endless timeout", "providers: { openai: { timeout_seconds: ¶1e9 } }", /at most 86400/],
  ["attempts", "providers: { openai: { max_attempts: ¶0 } }", /at least 1/],
  ["a field", "providers: { openai: { max_tokens_field: ¶tokens } }", /max_completion_tokens or/],
  ["a header's name", "providers: { openai: { headers: { ¶'a b': c } } }", /not the name of a he/],
  ["a header's value", 'providers: { openai: { headers: { a: ¶"b\\nc" } } }', /one line/],
  ["a header of Prelo's", "providers: { openai: { headers: { ¶Host: b } } }", /Prelo sets/],
  ["a header with a key", "providers: { openai: { headers: { ¶Authorization: b } } }", /secret/],
  [
    "a header with a space",
    "providers: { openai: { auth: { header: ¶a b } } }",
    /not the name of a/,
  ],
  ["no header for the key", "providers: { openai: { auth: ¶{} } }", /`header` is missing/],
  [
    "the key's header twice",
    "providers: { openai: { auth: { header: x-a }, headers: { ¶X-A: b } } }",
    /set twice/,
  ],
  [
    "the key's own header",
    "providers: { openai: { secret_headers: { ¶authorization: B } } }",
    /set twice/,
    /`auth: /,
  ],
  [
    "a header in both groups",
    "providers: { openai: { headers: { x: b }, secret_headers: { ¶X: B } } }",
    /set twice/,
  ],
  [
    "a key's header without a key",
    "providers: { p: { base_url: 'https://x', ¶auth: { header: a } } }",
    /has none/,
  ],
  [
    "a secret for a variable",
    "providers: { openai: { secret_headers: { x: ¶hunter-2 } } }",
    /never the key/,
    /environment/,
  ],
  [
    "a header of Prelo's as a secret",
    "providers: { openai: { secret_headers: { ¶host: B } } }",
    /Prelo sets/,
  ],
  ["a key in the query", "providers: { openai: { query: { ¶key: b } } }", /holds a secret/],
  [
    "a number in the query",
    "providers: { openai: { query: { v: ¶1 } } }",
    /must be text/,
    /quotes/,
  ],
  ["a parameter's name", "providers: { openai: { query: { ¶'a=b': c } } }", /name of a parameter/],
  ["half a certificate", "providers: { openai: { tls: ¶{ cert: a } } }", /together/],
  ["a file of TLS", "providers: { openai: { tls: { ca: ¶ca.pem } } }", /ca\.pem: /],
  ["TLS over http", "providers: { p: { base_url: 'http://x', ¶tls: {} } }", /no use/, /https/],
  ["another such header", "providers: { openai: { headers: { ¶x-api-key: b } } }", /secret/],
  [
    "a variable's name",
    "providers: { openai: { api_key_env: ¶MY KEY } }",
    /NAME|name of an env/,
    /OPENAI_API_KEY/,
  ],
  [
    "a fingerprint",
    "leaks: { allow: [leak-0123456789, ¶leak-xyz] }",
    /fingerprint.*leak-0123456789/,
  ],
  ["a fingerprint as a number", "leaks: { allow: [¶1234567890] }", /text/],
  ["allowed as a text", "leaks: { allow: ¶leak-0123456789 }", /list/],
  ["a key of the gate's", "leaks: { ¶allowed: [] }", /`allowed`/, /`allow`/],
  ["formats", "output: { formats: [¶pdf] }", /markdown, html or notebook/],
  [
    "a note that is no switch",
    "output: { ai_note: ¶maybe }",
    /`output.ai_note` must be true or false/,
  ],
  ["a table of contents", "output: { toc: ¶often }", /true or false/, /without quotes/],
  ["a heading style", "output: { heading_style: ¶bald }", /atx or bold/, /`bold`/],
  [
    "a secret among further keys of the API",
    "text: { extra: { ¶api_key: hunter2 } }",
    /holds a secret.*secret_headers/,
  ],
  ["the pages' address", "output: { base_url: ¶/articles }", /begins with https/],
  ["output outside", "output: { dir: ¶../out }", /inside the job's folder/],
  ["output at the root", "output: { dir: ¶/out }", /inside the job's folder/],
  ["output in the job's folder", "output: { dir: ¶. }", /job's folder itself/],
  ["answers in output", "answers: { dir: ¶output/a }", /one holds the other/],
  ["output in answers", "output: { dir: ¶answers/a }", /one holds the other/],
  ["output is answers", "output: { dir: ¶answers }", /the same folder/],
  ["output is Answers", "output: { dir: ¶Answers }", /one holds the other|same folder/],
  ["output over the articles", "output: { dir: ¶prompts }", /holds the article prompts\/a\.yaml/],
  ["an unknown provider", "text: { provider: ¶opena }", /no provider `opena`/, /`openai`/],
  ["response_format", "image: { model: gpt-image-2, extra: { ¶response_format: url } }", /refuses/],
];

function inWholeJob([name, marked, message, hint]: Case): Case {
  return [name, rest + marked, message, hint ?? /(?:)/];
}

test.each<Case>([...inJobs, ...inSections.map(inWholeJob)])(
  "a job file: %s",
  async (...mistake) => {
    const [, marked, message, hint] = mistake;
    const { text, place } = takeMark(`${marked}\n`);
    const { diagnostics } = await loadJobText(text);
    expect(diagnostics.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
    expect(placesOf(diagnostics)).toEqual([place]);
    expect(diagnostics[0]).toMatchObject({ severity: "error", file: "pipeline.yaml" });
    expect(diagnostics[0]?.hint ?? "").toMatch(hint ?? "");
  },
);

test("a faulty provider is not also called unknown where it is used", async () => {
  const { diagnostics, job } = await loadFiles({
    "pipeline.yaml": `${rest}providers: { mine: { base_url: 'ftp://x' } }\ntext: { provider: mine, model: m }\n`,
    "prompts/a.yaml": "title: T\nblocks:\n  - prompt: P\n",
  });
  expect(diagnostics).toHaveLength(1);
  // No block may stand for a provider that is not there.
  for (const block of job?.articles[0]?.blocks ?? []) {
    expect(block.kind === "prompt" && job?.providers.has(block.text.provider)).toBe(true);
  }
});
