import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, makeJob, readAll, readText } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, textFor } from "./support/replies.ts";
import { makeSample, sampleSlug } from "./support/sample.ts";
import { startWitness } from "./support/witness.ts";

const twoTexts = {
  a: [
    { id: "one", prompt: "Say one." },
    { id: "two", prompt: "Say two." },
  ],
};

describe("with a key", () => {
  test.concurrent("the sample is asked anew at the given address: what the sandbox said is missing", async () => {
    const folder = makeSample("256x256");
    const provider = await startProvider();
    // No thumbnail can be fetched in a test: a drawn poster stands in.
    const { variables } = await startWitness();
    await prelo(folder, ["build", "--sandbox"]);
    const plan = await prelo(folder, ["plan"], provider.variables);
    expect(plan.stdout).toMatch(/ask +missing +resumo +only the sandbox has answered it so far/);
    expect(plan.stdout).toContain("A build would send 11 requests");

    const build = await prelo(folder, ["build"], { ...provider.variables, ...variables });
    expect(build.code).toBe(0);
    expect(provider.calls).toHaveLength(11);
    for (const { authorization } of provider.calls) {
      expect(authorization).toBe(`Bearer ${provider.key}`);
    }
    const page = readText(folder, `output/${sampleSlug}/article.md`);
    expect(page).not.toMatch(/ambiente de testes/);
    expect(readText(folder, `answers/${sampleSlug}/resumo.md`)).toMatch(/^provider: openai$/m);

    await prelo(folder, ["build"], provider.variables);
    expect(provider.calls).toHaveLength(11);
  });

  test.concurrent("its value stands nowhere, though the server echoes it", async () => {
    const folder = makeJob({ articles: { ...twoTexts, b: [{ id: "bad", prompt: "Say no." }] } });
    const provider = await startProvider((call) =>
      JSON.stringify(call.body).includes("Say no.")
        ? errorReply(400, "invalid", `You sent ${call.authorization}, and that is wrong`)
        : answerAll(call),
    );
    for (const args of [["build"], ["build", "--reporter", "json"]]) {
      const { code, stdout, stderr } = await prelo(folder, args, provider.variables);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain("PROVIDER_REJECTED");
      for (let start = 8; start + 8 <= provider.key.length; start += 8) {
        expect(stdout + stderr).not.toContain(provider.key.slice(start, start + 8));
      }
    }
    expect(readAll(folder)).toContain(textFor("Say one."));
    expect(readAll(folder)).not.toContain(provider.key);
  });

  test.concurrent("a refused key stops the queue: the other requests are not sent", async () => {
    const blocks = Array.from({ length: 12 }, (_, n) => ({ id: `b${n}`, prompt: `Say ${n}.` }));
    const folder = makeJob({ articles: { a: blocks } });
    const provider = await startProvider((call) =>
      errorReply(401, "invalid_api_key", `Incorrect API key provided: ${call.authorization}`),
    );
    const build = await prelo(folder, ["build", "--concurrency", "2"], provider.variables);
    expect(build.code).toBe(1);
    expect(build.stderr).toContain("PROVIDER_AUTH");
    expect(build.stderr).not.toContain(provider.key);
    expect(provider.calls.length).toBeLessThanOrEqual(2);
    // One message for all of them.
    expect(build.stderr.match(/error PROVIDER_AUTH/g)).toHaveLength(1);
    expect(build.stderr).toMatch(/^ {2}Not sent: b[12] /m);
  });
});

describe("without a key", () => {
  test.concurrent("in CI nothing is sent, and the message says what to do", async () => {
    const folder = makeJob({ articles: twoTexts });
    const witness = await startWitness();
    const build = await prelo(folder, ["build"], { CI: "1", ...witness.variables });
    expect(build.code).toBe(1);
    expect(build.stderr).toContain("KEY_MISSING");
    expect(build.stderr).toMatch(/Set OPENAI_API_KEY.*--sandbox/);
    expect(witness.connections()).toBe(0);
    expect(hashTree(folder, "output")).toEqual({});
  });

  test.concurrent("in CI a job whose answers are all fresh is built", async () => {
    const folder = makeJob({ articles: twoTexts });
    const provider = await startProvider();
    await buildFirst(folder, provider.variables);
    const before = hashTree(folder);
    for (const command of [["build"], ["build", "--frozen"], ["check"]]) {
      expect((await prelo(folder, command, { CI: "true" })).code).toBe(0);
    }
    expect(hashTree(folder)).toEqual(before);
  });

  test.concurrent("an article with real answers is not completed by the sandbox", async () => {
    const folder = makeJob({ articles: { a: twoTexts.a.slice(0, 1) } });
    const provider = await startProvider();
    await buildFirst(folder, provider.variables);
    const page = readText(folder, "output/a/article.md");
    const longer = makeJob({ articles: twoTexts });
    for (const name of ["answers", "output"]) {
      cpSync(join(folder, name), join(longer, name), { recursive: true });
    }
    const build = await prelo(longer, ["build"]);
    expect(build.code).toBe(1);
    expect(build.stderr).toContain("KEY_MISSING");
    expect(readText(longer, "output/a/article.md")).toBe(page);
  });
});
