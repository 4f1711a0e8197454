import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import type { Answer } from "../../src/answers/types.ts";
import type { JsonObject } from "../../src/job/types.ts";
import { diffText, explainChange } from "../../src/plan/explain.ts";
import { fingerprintRequest } from "../../src/answers/fingerprint.ts";
import { makeTextAnswer, request as anyRequest } from "../answers/samples.ts";

interface Side {
  readonly body: JsonObject;
  readonly provider?: string;
  readonly endpoint?: "responses" | "chat" | "completions";
  readonly uses?: Record<string, string>;
}

function explain(before: Side, after: Side, bodies: Record<string, string> = {}) {
  const recorded: Answer = {
    ...makeTextAnswer({
      request: before.body,
      provider: before.provider ?? "openai",
      endpoint: before.endpoint ?? "responses",
      uses: before.uses ?? {},
    }),
    kind: "text",
    edited: false,
  };
  const { body, provider = "openai", endpoint = "responses" } = after;
  const fingerprint = fingerprintRequest({ provider, endpoint, body });
  return explainChange(recorded, { provider, endpoint, model: "m", body, fingerprint }, bodies);
}

const base = { model: "m", input: "Escreva um resumo curto.", max_output_tokens: 100 };

test.each<[string, JsonObject, readonly string[]]>([
  ["a setting that changed", { ...base, temperature: 0.7 }, ["temperature 0 → 0.7"]],
  ["a setting that is gone", base, ["temperature 0 → (none)"]],
  ["the model", { ...base, temperature: 0, model: "gpt 6" }, ["model: [-m-]{+gpt 6+}"]],
  [
    "a nested setting",
    { ...base, temperature: 0, reasoning: { effort: "low" } },
    ['reasoning (none) → {"effort":"low"}'],
  ],
])("%s is said by its name", (_what, after, expected) => {
  expect(explain({ body: { ...base, temperature: 0 } }, { body: after })).toEqual(expected);
});

test("a setting inside a setting is said by its path", () => {
  const before = { ...base, reasoning: { effort: "low", x: [1, 2] } };
  const after = { ...base, reasoning: { effort: "high", x: [1, 3] } };
  expect(explain({ body: before }, { body: after })).toEqual([
    "reasoning.effort low → high",
    "reasoning.x 2 → 3",
  ]);
});

test("a prompt is shown as a diff of words", () => {
  expect(explain({ body: base }, { body: { ...base, input: "Escreva um resumo longo." } })).toEqual(
    ["prompt: Escreva um resumo [-curto-]{+longo+}."],
  );
});

function chat(prompt: string, system: string): JsonObject {
  return {
    messages: [
      { role: "system", content: system },
      { role: "user", content: prompt },
    ],
  };
}

test("prompt and system text have these names in every endpoint", () => {
  expect(explain({ body: chat("a b", "c d") }, { body: chat("a x", "c y") })).toEqual([
    "system: c [-d-]{+y+}",
    "prompt: a [-b-]{+x+}",
  ]);
  expect(
    explain(
      { body: { instructions: "c d", input: "a b" } },
      { body: { instructions: "c y", input: "a b" } },
    ),
  ).toEqual(["system: c [-d-]{+y+}"]);
  expect(explain({ body: { prompt: "a b" } }, { body: { prompt: "a x" } })).toEqual([
    "prompt: a [-b-]{+x+}",
  ]);
});

test("a system text that is new does not look like a new prompt", () => {
  const user = { role: "user", content: "a b" };
  const after = { messages: [{ role: "system", content: "Seja breve." }, user] };
  expect(explain({ body: { messages: [user] } }, { body: after })).toEqual([
    "system (none) → Seja breve.",
  ]);
});

test("another provider or endpoint is said, and the same prompt there is no change", () => {
  const before = { body: { input: "a b" } };
  const after = {
    body: { messages: [{ role: "user", content: "a b" }] },
    endpoint: "chat",
    provider: "local",
  } as const;
  expect(explain(before, after)).toEqual(["provider openai → local", "endpoint responses → chat"]);
});

test("an answer that it quotes explains the change of its prompt", () => {
  const uses = { resumo: hashBytes("velho"), outro: hashBytes("igual") };
  const bodies = { resumo: "novo", outro: "igual" };
  expect(
    explain(
      { body: { ...base, input: "x velho" }, uses },
      { body: { ...base, input: "x novo" } },
      bodies,
    ),
  ).toEqual(["answers.resumo changed"]);
});

test("an answer that it quotes for the first time has not changed: the prompt has", () => {
  const bodies = { resumo: "novo" };
  expect(
    explain(
      { body: { ...base, input: "Conclua já." } },
      { body: { ...base, input: "Conclua novo." } },
      bodies,
    ),
  ).toEqual(["prompt: Conclua [-já-]{+novo+}."]);
});

test("only spaces are said to be only spaces", () => {
  expect(
    explain({ body: base }, { body: { ...base, input: "Escreva  um\nresumo curto." } }),
  ).toEqual(["prompt: only spaces and line breaks changed"]);
});

test("a recorded request that cannot be read is said, and does not look like a change of all", () => {
  expect(explain({ body: {} }, { body: base })).toEqual(["the recorded request cannot be read"]);
});

test("whatever changed, there is a reason, in lines of no great length", () => {
  fc.assert(
    fc.property(anyRequest, anyRequest, (before, after) => {
      const reasons = explain({ body: before }, { body: after });
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) {
        expect(reason.trim()).not.toBe("");
      }
    }),
  );
});

test("a diff tells both texts: without the additions the old one, without the removals the new one", () => {
  const words = fc
    .array(fc.constantFrom("um", "dois", "três", "quatro"), { maxLength: 8 })
    .map((all) => all.join(" "));
  fc.assert(
    fc.property(words, words, (before, after) => {
      fc.pre(before !== after);
      const diff = diffText(before, after);
      fc.pre(!diff.includes("…"));
      const old = diff.replaceAll(/\{\+(.*?)\+\}/g, "").replaceAll(/\[-(.*?)-\]/g, "$1");
      const now = diff.replaceAll(/\[-(.*?)-\]/g, "").replaceAll(/\{\+(.*?)\+\}/g, "$1");
      expect([old, now]).toEqual([before, after]);
    }),
  );
});

test("long texts are cut where nothing changed, and not compared for ever", () => {
  const long = "palavra ".repeat(400);
  const diff = diffText(`${long}fim ${long}`, `${long}começo ${long}`);
  expect(diff).toContain("[-fim-]{+começo+}");
  expect(diff.length).toBeLessThan(150);
  const other = Array.from({ length: 3000 }, (_, index) => `w${index}`).join(" ");
  expect(diffText(long, other)).toBe("rewritten");
});
