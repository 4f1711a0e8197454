// Ten articles of ten texts with a style guide of 3,000 tokens, answered by a sandbox that caches as the
// API does: what they cost, and what they would if every token of the input counted in full.
//
//   npm run compile && node bench/caching.mjs
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../dist/sandbox/server.js";

const articles = 10;
const texts = 10;
const guideBytes = 12_000;
/** US dollars a million tokens, in the measure of the models of 2026. */
const price = { input: 1, cached_input: 0.1, cache_write: 1.25, output: 6 };
const program = join(import.meta.dirname, "../dist/bin/prelo.js");
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), "prelo-caching-"));
const server = await startSandbox({ latencyMs: 100 });
try {
  writeJob();
  const env = { PATH: process.env.PATH, OPENAI_API_KEY: `sk-test-${crypto.randomUUID()}` };
  const started = performance.now();
  await run(process.execPath, [program, "build"], { cwd: folder, env });
  const seconds = (performance.now() - started) / 1000;
  const { stdout } = await run(process.execPath, [program, "report", "--json"], {
    cwd: folder,
    env,
  });
  const { total } = JSON.parse(stdout);
  const output = inFull(total.output_tokens, price.output);
  const input = inFull(total.input_tokens, price.input);
  const share = Math.round((100 * total.cached_tokens) / total.input_tokens);
  console.log(
    `${total.answers} texts in ${seconds.toFixed(1)} s; ${total.input_tokens} tokens in, ${share} % of them cached`,
  );
  console.log(
    `input $${(total.cost_usd - output).toFixed(4)}, in full $${input.toFixed(4)}: ${ratio(total.cost_usd - output, input)}`,
  );
  console.log(
    `all $${total.cost_usd.toFixed(4)}, in full $${(input + output).toFixed(4)}: ${ratio(total.cost_usd, input + output)}`,
  );
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

function inFull(tokens, dollars) {
  return (tokens * dollars) / 1e6;
}

function ratio(paid, full) {
  return `${Math.round((100 * paid) / full)} %`;
}

function writeJob() {
  const rule = "Write short sentences; name things by the words that readers use. ";
  writeFileSync(join(folder, "style.md"), rule.repeat(guideBytes / rule.length));
  mkdirSync(join(folder, "prompts"));
  writeFileSync(
    join(folder, "pipeline.yaml"),
    `version: 1
style: style.md
articles: [prompts/*.yaml]
providers:
  openai: { base_url: "${server.url}", prompt_cache_key: true }
text: { model: gpt-5.4-mini }
prices: { gpt-5.4-mini: ${JSON.stringify(price)} }
output: { formats: [markdown] }
`,
  );
  for (let article = 0; article < articles; article += 1) {
    const blocks = Array.from(
      { length: texts },
      (_, index) =>
        `  - { id: t${index}, heading: Part ${index}, prompt: About ${article}.${index} }\n`,
    );
    writeFileSync(
      join(folder, `prompts/a${article}.yaml`),
      `title: Article ${article}\nlanguage: en\nblocks:\n${blocks.join("")}`,
    );
  }
}
