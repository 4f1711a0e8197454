// Runs the command on a small job, with the sandbox, and keeps what the engine compiled meanwhile beside the
// bundle: dist/bin/load-compiled.js reads it (docs/decisions/0036-compiled-ahead.md). Without it
// everything works, slower.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCompiled, saveCompiled } from "../dist/bin/load-compiled.js";

const job = `version: 1
articles: [prompts/*.yaml]
text: { model: any }
image: { model: any }
output: { formats: [markdown, html, notebook] }
`;
const article = `title: Ahead
vars: { subject: words }
blocks:
  - { id: first, heading: First, prompt: "Write of {{ vars.subject }}." }
  - { question: What else? }
  - { heading: Last, prompt: "Close. {{ answers.first }}" }
  - { id: picture, image: A house, n: 2, alt: A house }
  - { markdown: "Some *words*, a [link](https://example.com), $a^2$.\\n\\n- one\\n- two\\n\\n| a | b |\\n| - | - |\\n| 1 | 2 |" }
  - { heading: Code, code: "print(1)", language: python }
  - { heading: The same, request: first, languages: [python, curl, typescript] }
  - { heading: Sources, references: [{ title: Example, url: https://example.com }] }
  - { heading: Usage, usage: true }
`;

const folder = mkdtempSync(join(tmpdir(), "prelo-ahead-"));
try {
  mkdirSync(join(folder, "prompts"));
  writeFileSync(join(folder, "prompts/ahead.yaml"), article);
  const file = join(folder, "pipeline.yaml");
  writeFileSync(file, job);
  const { main } = loadCompiled("main.cjs");
  // The second build finds nothing to do, as most do.
  for (const command of ["plan", "build", "build", "check"]) {
    await main([command, file, "--sandbox"]);
    if (process.exitCode) throw new Error(`${command} failed`);
  }
  saveCompiled();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
