import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { parseTextRecord } from "../../src/answers/text-record.ts";
import { explainResponsesBody, isPublishedHere, loadPublished } from "../support/published.ts";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { type Provider, type Script, startProvider } from "./support/provider.ts";
import type { Call } from "./support/exchange.ts";
import { answerAll, errorReply, pictureFor, textReply } from "./support/replies.ts";

const houses = { id: "casa", heading: "Houses", image: "A house", n: 2, alt: "auto" };

/** The picture that a request shows the model; undefined when it shows none. */
function shownBy({ body }: Call): Buffer | undefined {
  const url = /data:image\/\w+;base64,([A-Za-z\d+/=]+)/.exec(JSON.stringify(body));
  return url?.[1] === undefined ? undefined : Buffer.from(url[1], "base64");
}

function hash(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What the server's model says of a picture: another text for another picture. */
function sayOf(picture: Buffer): string {
  return `A casa de número ${hash(picture).slice(0, 8)} fica sozinha.`;
}

const answer: Script = (call) => {
  const picture = shownBy(call);
  return picture === undefined ? answerAll(call) : textReply(call, sayOf(picture));
};

function job(over: object = {}, whole: object = {}): Parameters<typeof makeJob>[0] {
  const article = { title: "T", language: "pt-BR", blocks: [{ ...houses, ...over }] };
  return { articles: { a: { ...article, ...whole } } };
}

async function makeBuilt(over: object = {}): Promise<{ folder: string; provider: Provider }> {
  const provider = await startProvider(answer);
  const folder = makeJob(job(over));
  await buildFirst(folder, provider.variables);
  return { folder, provider };
}

const pictures = (): Promise<readonly Buffer[]> =>
  Promise.all([1, 2].map((number) => pictureFor("A house", number)));

describe("alt: auto", () => {
  test.each(["responses", "chat"])(
    "shows each picture to the model over %s, and publishes what that says",
    async (endpoint) => {
      const { folder, provider } = await makeBuilt({ text: { endpoint } });
      const asked = provider.calls.filter((call) => shownBy(call) !== undefined);
      const originals = await pictures();
      expect(asked.map((call) => hash(shownBy(call)!)).toSorted()).toEqual(
        originals.map(hash).toSorted(),
      );
      for (const { path, body } of asked) {
        expect(path).toBe(endpoint === "chat" ? "/v1/chat/completions" : "/v1/responses");
        expect(JSON.stringify(body)).toContain("português (pt-BR)");
        if (!isPublishedHere) {
          continue;
        }
        const published = loadPublished("2020-12");
        const problems =
          endpoint === "chat"
            ? published.explain("CreateChatCompletionRequest", body)
            : explainResponsesBody(published, body);
        expect(problems).toBe("");
      }
      const page = readText(folder, "output/a/article.md");
      const html = readText(folder, "output/a/article.html");
      for (const picture of originals) {
        expect(page).toContain(`![${sayOf(picture)}]`);
        expect(html).toContain(`alt="${sayOf(picture)}"`);
      }
      const file = listFiles(folder, "output/a/img").find((name) => name.includes("casa-1")) ?? "";
      const { xmp } = await sharp(join(folder, file)).metadata();
      expect(xmp?.toString()).toContain(sayOf(originals[0]!));
    },
  );

  test("is recorded like any answer, by the picture's hash and never its bytes", async () => {
    const { folder } = await makeBuilt();
    expect(listFiles(folder, "answers").map((name) => name.slice(10))).toEqual([
      "casa-1.png",
      "casa-2.png",
      "casa-alt-1.md",
      "casa-alt-2.md",
      "casa.yaml",
    ]);
    const [, second] = await pictures();
    const record = readText(folder, "answers/a/casa-alt-2.md");
    expect(record).not.toContain("base64");
    expect(record).toContain(sayOf(second!));
    const { request, usage } = parseTextRecord(record);
    expect(JSON.stringify(request)).toContain(`"sha256:${hash(second!)}"`);
    expect(usage).toEqual({ input_tokens: 10, output_tokens: 20 });
  });

  test("costs nothing again, passes check and --frozen, and comes back byte for byte", async () => {
    const { folder, provider } = await makeBuilt();
    expect(provider.calls).toHaveLength(3);
    const before = hashTree(folder);
    rmSync(join(folder, "output"), { recursive: true });
    expect(await prelo(folder, ["build", "--frozen"], provider.variables)).toMatchObject({
      code: 0,
    });
    expect(hashTree(folder)).toEqual(before);
    expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(3);
  });

  test("is planned before the pictures are there, with its cost bounded from above", async () => {
    const provider = await startProvider(answer);
    const prices = { "test-text": { input: 1, output: 1 }, "test-image": { image: 1 } };
    const folder = makeJob({ ...job(), job: { prices, budget: { usd: 9 } } });
    const plan = await prelo(folder, ["plan"], provider.variables);
    expect(plan.stdout).toMatch(/ask +missing +casa-alt-1 +waits for the picture/);
    const json = await prelo(folder, ["plan", "--json"], provider.variables);
    const { total } = JSON.parse(json.stdout) as {
      total: { requests: number; max_input_tokens: number };
    };
    expect(total.requests).toBe(3);
    // A picture is far more than the bytes of the question about it.
    expect(total.max_input_tokens).toBeGreaterThan(2 * 2833);
    expect(provider.calls).toHaveLength(0);

    const tight = await prelo(folder, ["build", "--budget-usd", "2"], provider.variables);
    expect(tight.code).toBe(4);
    expect(provider.calls.filter((call) => shownBy(call) !== undefined)).toHaveLength(0);
    const frozen = await prelo(folder, ["build", "--frozen"], provider.variables);
    expect(frozen.code).toBe(1);
    expect(frozen.stderr).toMatch(/ANSWER_MISSING in "casa-alt-1"/);
  });

  test("may be edited: the edit is published, and outlives a new picture until --refresh", async () => {
    const { folder, provider } = await makeBuilt();
    const [first] = await pictures();
    const file = "answers/a/casa-alt-1.md";
    const edited = readText(folder, file).replace(sayOf(first!), "Minha casa.");
    writeFileSync(join(folder, file), edited);
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(readText(folder, "output/a/article.md")).toContain("![Minha casa.]");

    writeFiles(folder, jobFiles(job({ image: "Another house" })));
    const plan = await prelo(folder, ["plan"], provider.variables);
    expect(plan.stdout).toMatch(/keep +edited +casa-alt-1/);
    expect(plan.stdout).toMatch(/ask +stale +casa-alt-2 +waits for the picture/);
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(0);
    expect(readText(folder, file)).toBe(edited);
    const page = readText(folder, "output/a/article.md");
    expect(page).toContain("![Minha casa.]");
    expect(page).toContain(`![${sayOf(await pictureFor("Another house", 2))}]`);

    const args = ["build", "--refresh", "casa-alt-1"];
    expect(await prelo(folder, args, provider.variables)).toMatchObject({ code: 0 });
    const again = await pictureFor("Another house", 1);
    expect(readText(folder, "output/a/article.md")).toContain(`![${sayOf(again)}]`);
  });

  test("follows a renamed block without a request", async () => {
    const { folder, provider } = await makeBuilt();
    writeFiles(folder, jobFiles(job({ id: "house" })));
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(3);
    expect(listFiles(folder, "answers").filter((name) => name.includes("casa"))).toEqual([]);
    const [first] = await pictures();
    expect(readText(folder, "output/a/article.md")).toContain(`![${sayOf(first!)}](img/house-1-`);
  });

  test("is asked again when the picture is another, and the plan says why", async () => {
    const { folder, provider } = await makeBuilt();
    // Another picture as the recorded one, as a build has it that was stopped before the question.
    const other = await pictureFor("Another", 2);
    const [, second] = await pictures();
    writeFileSync(join(folder, "answers/a/casa-2.png"), other);
    const record = readText(folder, "answers/a/casa.yaml");
    writeFiles(folder, {
      "answers/a/casa.yaml": record
        .replace(hash(second!), hash(other))
        .replaceAll(/bytes: \d+/g, (found, at: number) =>
          at > record.indexOf("casa-2.png") ? `bytes: ${other.length}` : found,
        ),
    });
    const plan = await prelo(folder, ["plan", "--all"], provider.variables);
    expect(plan.stdout).toMatch(/keep +fresh +casa-alt-1/);
    expect(plan.stdout).toMatch(/ask +stale +casa-alt-2 +the picture of casa changed\n/);
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(4);
    expect(readText(folder, "output/a/article.md")).toContain(`![${sayOf(other)}]`);
  });

  test("that fails fails the article, names the picture's block, and keeps the pictures", async () => {
    const provider = await startProvider((call) =>
      shownBy(call) === undefined ? answer(call) : errorReply(400, "bad", "No."),
    );
    const folder = makeJob(job());
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(
      /prompts\/a\.yaml:\d+:\d+ error PROVIDER_REJECTED in "casa-alt-1"/,
    );
    expect(listFiles(folder, "answers")).toContain("answers/a/casa-2.png");
    provider.script(answer);
    const before = provider.calls.length;
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(before + 2);
  });

  test("of pictures that could not be had is not asked, and the page says that they are missing", async () => {
    const provider = await startProvider((call) =>
      call.path.endsWith("/generations") ? errorReply(400, "bad", "No.") : answer(call),
    );
    const folder = makeJob(job({ images: { on_error: "placeholder" } }));
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(0);
    expect(provider.calls.some((call) => shownBy(call) !== undefined)).toBe(false);
    expect(readText(folder, "output/a/article.md")).toContain("Imagem indisponível (1 de 2)");
  });

  test("is not asked about a file that is no longer a picture: the picture comes first", async () => {
    const { folder, provider } = await makeBuilt();
    const file = join(folder, "answers/a/casa-1.png");
    const bytes = readFileSync(file);
    bytes.fill(0, bytes.length / 2);
    writeFileSync(file, bytes);
    const args = ["build", "--refresh", "casa-alt-1"];
    const build = await prelo(folder, args, provider.variables);
    expect(build).toMatchObject({ code: 0 });
    expect(provider.calls.slice(3).map((call) => shownBy(call) !== undefined)).toEqual([
      false,
      true,
    ]);
  });
});
