import { join } from "node:path";
import { expect, test } from "vitest";
import { openChecks } from "../../src/checks/open-checks.ts";
import { loadJob } from "../../src/job/load.ts";
import type { AnswerChecks, TextBlock } from "../../src/job/types.ts";
import { findSampleAnswer, sampleAnswers } from "../../src/sandbox/sample-answers.ts";

test("the texts that the sandbox has for the sample pass what the sample asks for", async () => {
  const { job } = await loadJob(join(import.meta.dirname, "../../pipeline.yaml"));
  const article = job?.articles[0];
  const blocks = (article?.blocks ?? []).filter(
    (block): block is TextBlock => block.kind === "prompt" || block.kind === "question",
  );
  const subject = article?.vars["tema"];
  const checks = blocks.flatMap((block) => block.checks ?? []);
  expect(checks).toHaveLength(blocks.length);
  const check = await openChecks(checks);
  for (const block of blocks) {
    const prompt = block.prompt.value.replace(
      "{{ vars.tema }}",
      typeof subject === "string" ? subject : "",
    );
    const answer = findSampleAnswer(prompt);
    expect(answer).toBeDefined();
    expect(block.checks && check(answer ?? "", block.checks)).toEqual([]);
  }
});

test("no check takes an ordinary text of the sample's for what it is not", async () => {
  const strict: AnswerChecks = {
    language: "pt-BR",
    noRefusal: true,
    noPlaceholder: true,
    attempts: 1,
  };
  const check = await openChecks([strict]);
  for (const { answer } of sampleAnswers) {
    expect(check(answer, strict)).toEqual([]);
  }
});

test.each(["`", "` `` ", "<!--", "$$ ", "[", "](", "XXX ", "TODO ", "\n", "```\n", " ", "_", "> "])(
  "a hostile text of %j without end is checked all the same",
  async (piece) => {
    const all: AnswerChecks = {
      words: { max: 10 ** 6 },
      excludes: [{ text: "a b" }],
      language: "en",
      noRefusal: true,
      noPlaceholder: true,
      attempts: 1,
    };
    const check = await openChecks([all]);
    const failures = check(piece.repeat(200_000 / piece.length), all);
    expect(failures.filter(({ check: name }) => name !== "no_placeholder")).toEqual([]);
  },
);
