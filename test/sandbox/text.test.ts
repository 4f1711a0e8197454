import * as fc from "fast-check";
import { Lexer } from "marked";
import { describe, expect, test } from "vitest";
import { guessLanguage } from "../../src/sandbox/words.ts";
import { answerPrompt } from "../../src/sandbox/text-answer.ts";
import { estimateTokens, limitTokens } from "../../src/sandbox/text-answer.ts";
import type { ResponsesBody } from "./support.ts";
import { ask, post, readJson, readText, start } from "./support.ts";

interface ChoicesBody {
  readonly model: string;
  readonly choices: readonly {
    readonly text: string;
    readonly message: { readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

const question = "Qual é a capital de um país que não existe, e como se chega lá?";

test("the three endpoints give the same prompt the same text", async () => {
  const sandbox = await start();
  const model = "any-model";
  const completion = await readJson<ChoicesBody>(
    await post(sandbox, "/completions", { model, prompt: question, max_tokens: 500 }),
  );
  const chat = await readJson<ChoicesBody>(
    await post(sandbox, "/chat/completions", {
      model,
      messages: [{ role: "user", content: question }],
    }),
  );
  const text = await ask(sandbox, question);
  expect(chat.choices[0]?.message.content).toBe(text);
  expect(completion.choices[0]?.text).toBe(`\n\n${text}`);
  expect(completion.model).toBe("any-model-sandbox");
  expect(chat.model).toBe("any-model-sandbox");
});

test("parts of a message are read as one text", async () => {
  const sandbox = await start();
  const input = [
    {
      role: "user",
      content: [
        { type: "input_text", text: question.slice(0, 20) },
        { type: "input_text", text: question.slice(20) },
      ],
    },
  ];
  const body = await readJson<ResponsesBody>(
    await post(sandbox, "/responses", { model: "m", input }),
  );
  expect(readText(body)).toBe(await ask(sandbox, question));
});

test("usage is about a quarter of the characters, and adds up", async () => {
  const sandbox = await start();
  const { choices, usage } = await readJson<ChoicesBody>(
    await post(sandbox, "/chat/completions", {
      model: "m",
      messages: [{ role: "user", content: question }],
    }),
  );
  expect(usage.prompt_tokens).toBe(Math.ceil(question.length / 4));
  expect(usage.completion_tokens).toBe(Math.ceil((choices[0]?.message.content.length ?? 0) / 4));
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
});

describe("an answer longer than its limit is cut, and says so", () => {
  test("responses", async () => {
    const sandbox = await start();
    const body = await readJson<ResponsesBody>(
      await post(sandbox, "/responses", { model: "m", input: question, max_output_tokens: 20 }),
    );
    expect(body.status).toBe("incomplete");
    expect(body.incomplete_details).toEqual({ reason: "max_output_tokens" });
    expect(body.usage.output_tokens).toBe(20);
    expect((await ask(sandbox, question)).startsWith(readText(body))).toBe(true);
    expect(readText(body)).toHaveLength(80);
  });

  test.each(["max_completion_tokens", "max_tokens"])("chat with %s", async (field) => {
    const sandbox = await start();
    const messages = [{ role: "user", content: question }];
    const body = await readJson<ChoicesBody>(
      await post(sandbox, "/chat/completions", { model: "m", messages, [field]: 20 }),
    );
    expect(body.choices[0]?.finish_reason).toBe("length");
  });

  test("completions allow only 16 tokens unless told otherwise", async () => {
    const sandbox = await start();
    const body = await readJson<ChoicesBody>(
      await post(sandbox, "/completions", { model: "m", prompt: question }),
    );
    expect(body.choices[0]?.finish_reason).toBe("length");
    expect(body.usage.completion_tokens).toBe(16);
  });
});

test("limiting keeps a beginning within the limit and never half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const limited = limitTokens(text, limit);
      expect(text.startsWith(limited.text)).toBe(true);
      expect(estimateTokens(limited.text)).toBeLessThanOrEqual(limit);
      expect(limited.cut).toBe(limited.text !== text);
      expect(limited.text).not.toMatch(/\p{Cs}/u);
    }),
  );
});

describe("the language of a placeholder", () => {
  test.each([
    ["Escreva sobre a história do café no Brasil", undefined, "pt"],
    ["Write about the history of coffee", undefined, "en"],
    ["Escribe sobre la historia del café en el Perú", undefined, "es"],
    ["Café", undefined, "en"],
    ["Write about coffee", "Responda em português do Brasil, com clareza.", "pt"],
    ["Escreva sobre o café", "Answer in Spanish.", "es"],
    ["Escreva sobre o café", "Answer with care in the shortest form that is right.", "en"],
  ])("%s (%s): %s", (prompt, instructions, language) => {
    expect(guessLanguage(prompt, instructions)).toBe(language);
  });

  test("follows the instructions of each endpoint", async () => {
    const sandbox = await start();
    const system = "Responda em português do Brasil.";
    const chat = await readJson<ChoicesBody>(
      await post(sandbox, "/chat/completions", {
        model: "m",
        messages: [
          { role: "system", content: system },
          { role: "user", content: "Coffee" },
        ],
      }),
    );
    const answers = [
      chat.choices[0]?.message.content,
      await ask(sandbox, "Coffee", { instructions: system }),
    ];
    for (const answer of answers) {
      expect(answer).toContain("nenhum modelo foi consultado");
    }
    expect(await ask(sandbox, "Coffee")).toContain("no model was asked");
  });
});

test("a placeholder says what it is and quotes the prompt as inert text", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom(
            "```",
            "````\n",
            "<script>",
            "![x](http://a.example/b.png)",
            "\n# ",
            "\u202E",
          ),
        ),
      ),
      (parts) => {
        const answer = answerPrompt(parts.join(""));
        const tokens = new Lexer().lex(answer).filter(({ type }) => type !== "space");
        expect(answer).toContain("Prelo");
        expect(tokens.map(({ type }) => type)).toEqual(["paragraph", "code", "paragraph"]);
        expect(answer.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      },
    ),
  );
});

test("the quotation ends after a while", () => {
  expect(answerPrompt("palavra ".repeat(1000)).length).toBeLessThan(700);
});
