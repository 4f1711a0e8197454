import { expect, test } from "vitest";
import { hashTree, listFiles, makeJob, readText } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import type { Call, Reply } from "./support/exchange.ts";
import { answerAll, promptOf, responsesReply, textFor, textReply } from "./support/replies.ts";

const half = [{ type: "output_text", text: "Half a sent" }];

/** What the server does when it is asked for this kind, and the code that must tell it apart. */
const kinds: Readonly<Record<string, readonly [code: string, reply: (call: Call) => Reply]>> = {
  truncated: [
    "ANSWER_TRUNCATED",
    () =>
      responsesReply({
        status: "incomplete",
        incomplete_details: { reason: "max_output_tokens" },
        content: half,
      }),
  ],
  refused: [
    "ANSWER_REFUSED",
    () => responsesReply({ content: [{ type: "refusal", refusal: "I will not." }] }),
  ],
  filtered: [
    "ANSWER_FILTERED",
    () =>
      responsesReply({
        status: "incomplete",
        incomplete_details: { reason: "content_filter" },
        content: half,
      }),
  ],
  blank: [
    "ANSWER_BLANK",
    () => responsesReply({ content: [{ type: "output_text", text: " \n" }] }),
  ],
  failed: [
    "ANSWER_FAILED",
    () =>
      responsesReply({
        status: "failed",
        error: { code: "invalid_prompt", message: "It failed." },
        content: half,
      }),
  ],
  "chat-truncated": ["ANSWER_TRUNCATED", (call) => textReply(call, "Half a sent", "length")],
  "chat-filtered": ["ANSWER_FILTERED", (call) => textReply(call, "Half", "content_filter")],
  "old-truncated": ["ANSWER_TRUNCATED", (call) => textReply(call, "Half a sent", "length")],
};

function endpointOf(kind: string): string {
  if (kind.startsWith("chat")) {
    return "chat";
  }
  return kind.startsWith("old") ? "completions" : "responses";
}

test("none of the ways not to answer is published; each is told apart, with its line", async () => {
  const provider = await startProvider((call) => {
    const kind = /Be (\S+)\./.exec(promptOf(call))?.[1] ?? "";
    return kinds[kind]?.[1](call) ?? answerAll(call);
  });
  const articles = Object.fromEntries(
    Object.keys(kinds).map((kind) => [
      kind,
      {
        title: kind,
        text: { endpoint: endpointOf(kind) },
        blocks: [{ markdown: "Hello." }, { id: "text", prompt: `Be ${kind}.` }],
      },
    ]),
  );
  const folder = makeJob({
    job: { providers: { openai: { api_key_env: "OPENAI_API_KEY", max_attempts: 1 } } },
    articles: { ...articles, good: [{ id: "text", prompt: "Be good." }] },
  });

  const build = await prelo(folder, ["build"], provider.variables);

  expect(build.code).toBe(1);
  for (const [kind, [code]] of Object.entries(kinds)) {
    const file = `prompts/${kind}.yaml`;
    const lines = readText(folder, file).split("\n");
    const line = lines.findIndex((text) => text.includes("id: text")) + 1;
    // Several articles that failed alike are named under the first of them.
    const said = build.stderr.split("\n").findIndex((text) => text.includes(`${file}:${line}`));
    const group = build.stderr.split("\n").slice(Math.max(0, said - 2), said + 1);
    expect(group.join("\n")).toContain(`${file}:${line}`);
    expect(group.join("\n")).toContain(code);
  }
  expect(Object.keys(hashTree(folder, "output"))).toEqual([
    "output/good/article.html",
    "output/good/article.md",
    "output/good/manifest.json",
  ]);
  expect(readText(folder, "output/good/article.md")).toContain(textFor("Be good."));
  // What came of the others is kept aside, which is no answer; it was paid for, and is not asked again.
  expect(readText(folder, "answers/refused/text.rejected.md")).toContain("I will not.");
  expect(listFiles(folder, "answers").filter((file) => !file.endsWith(".rejected.md"))).toEqual([
    "answers/good/text.md",
  ]);
});

test("a picture request that brings no picture is no answer", async () => {
  const provider = await startProvider(() => ({ json: { created: 1, data: [] } }));
  const folder = makeJob({
    job: { providers: { openai: { api_key_env: "OPENAI_API_KEY", max_attempts: 1 } } },
    articles: { a: [{ id: "pic", image: "A house", alt: "A house" }] },
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/prompts\/a\.yaml:3:\d+ error ANSWER_BLANK in "pic"/);
  expect(listFiles(folder, "answers")).toEqual([]);
});
