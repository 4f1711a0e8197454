import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { Section } from "../../src/article/types.ts";
import { PublishError } from "../../src/article/publish-error.ts";
import { toXmp } from "../../src/pictures/variants/mark.ts";
import type { Job } from "../../src/job/types.ts";
import { assertNoLeak } from "../../src/publish/leak-gate.ts";
import type { Edition } from "../../src/publish/edition.ts";
import { makeArticle as makeDocument } from "../article/sample.ts";
import { finderOf } from "../secrets/made-up.ts";
import { makeFolder } from "../support/folders.ts";
import { makeArticle } from "../support/job-parts.ts";
import { makeKey } from "../support/keys.ts";

const key = makeKey();
const token = randomBytes(18).toString("hex");
const secrets = finderOf({ MY_LLM: key, DEPLOY_TOKEN: token });

const section = (id: string, markdown: string): Section => ({
  kind: "markdown",
  id,
  level: 2,
  markdown,
  source: "model",
});

function makeJob(dir: string, allow: readonly string[] = []): Job {
  return {
    file: join(dir, "pipeline.yaml"),
    dir,
    articles: [],
    neighbours: [],
    providers: new Map(),
    output: {
      dir: join(dir, "output"),
      formats: ["markdown"],
      file: "article",
      headingStyle: "atx",
      titleHeading: true,
      script: false,
      index: false,
      aiNote: true,
      requireReview: false,
    },
    answersDir: join(dir, "answers"),
    flex: { otherwise: "standard" },
    batch: { deadlineHours: 24, otherwise: "standard", maxOpen: 4 },
    budget: {},
    prices: new Map(),
    publish: new Map(),
    leaks: { allow },
  };
}

/** What the gate says to pages of these texts; nothing when they may be published. */
async function gate(text: string, over: Partial<Edition> = {}): Promise<PublishError | undefined> {
  const edition: Edition = {
    article: makeArticle([]),
    job: makeJob("/nowhere"),
    document: makeDocument({ sections: [section("one", text)] }),
    answers: new Map(),
    pages: [{ file: "article.md", text }],
    made: [],
    secrets,
    ...over,
  };
  return assertNoLeak(edition).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof PublishError) {
        return error;
      }
      throw error;
    },
  );
}

const wordsOf = (error: PublishError | undefined): string =>
  `${error?.message} ${error?.hint} ${error?.stack}`;
const fingerprintIn = (error: PublishError | undefined): string =>
  /leak-[\da-f]{10}/.exec(error?.hint ?? "")?.[0] ?? "";

describe("the refusal", () => {
  test("names the variable, the kind, the file, the line and the block, never the secret", async () => {
    const error = await gate(`first line\nthe key is ${key} indeed`);
    expect(error).toMatchObject({ code: "LEAK_FOUND", exitCode: 3, block: "one" });
    expect(error?.message).toContain('MY_LLM (its value): article.md, line 2; in block "one"');
    for (let start = 8; start + 6 <= key.length; start += 1) {
      expect(wordsOf(error)).not.toContain(key.slice(start, start + 6));
    }
  });

  test("tells all leaks at once, the first ten in full", async () => {
    const keys = Array.from({ length: 12 }, () => `ghp_${randomBytes(18).toString("hex")}`);
    const error = await gate(`${token}\n${keys.join("\n")}`);
    expect(error?.message).toContain("13 secrets");
    expect(error?.message).toContain("and 3 more");
    expect(error?.message.match(/article\.md, line/g)).toHaveLength(10);
    for (const one of [token, ...keys]) {
      expect(wordsOf(error)).not.toContain(one.slice(8, 16));
    }
  });

  test("leads to the file and the line to mend: the article's own, or an answer", async () => {
    const dir = await makeFolder();
    await mkdir(join(dir, "prompts"));
    await mkdir(join(dir, "answers/a"), { recursive: true });
    await writeFile(join(dir, "prompts/a.yaml"), `title: A\ntags: [x, "${token}"]\n`);
    await writeFile(join(dir, "answers/a/two.md"), `---\na: b\n---\nSo:\n\n${token}\n`);
    const answers = new Map([["two", { kind: "text" } as never]]);
    const document = makeDocument({ sections: [section("one", "x"), section("two", token)] });
    const error = await gate(token, { job: makeJob(dir), answers, document });
    expect(error?.message).toContain('in block "two", from prompts/a.yaml:2, answers/a/two.md:6');
    expect(error?.block).toBe("two");
  });

  test("does not repeat a secret that is the name of a block, a file or the article", async () => {
    const pages = [{ file: `${token}.md`, text: "x" }];
    const article = makeArticle([], { slug: token, file: `prompts/${token}.yaml` });
    const document = makeDocument({ sections: [section(token, "x")] });
    const error = await gate("", { pages, article, document });
    expect(error?.code).toBe("LEAK_FOUND");
    expect(wordsOf(error)).not.toContain(token.slice(4, 12));
  });
});

describe("a picture that is to be published", () => {
  const picture = sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: 1, g: 2, b: 3 } },
  });
  const encode = (format: "png" | "webp" | "jpeg" | "avif", text: string): Promise<Buffer> =>
    picture
      .clone()
      .withXmp(toXmp({ alt: text }))
      .toFormat(format)
      .toBuffer();

  test.each(["png", "webp", "jpeg", "avif"] as const)(
    "says a secret in its XMP: %s",
    async (format) => {
      const file = `img/x-1-8w.0011223344.${format}`;
      const made = [{ file, block: "house", bytes: await encode(format, `& ${token}`) }];
      const error = await gate("Text.", { made });
      expect(error?.message).toContain(`${file}, line 1; in block "house"`);
      const clean = [{ file, block: "house", bytes: await encode(format, "A house") }];
      expect(await gate("Text.", { made: clean })).toBeUndefined();
    },
  );

  test("says one in its EXIF", async () => {
    const bytes = await picture
      .clone()
      .withExif({ IFD0: { Copyright: token } })
      .jpeg()
      .toBuffer();
    const error = await gate("x", { made: [{ file: "img/x.jpeg", block: "house", bytes }] });
    expect(error?.message).toContain("img/x.jpeg");
  });

  test("has one in its name", async () => {
    const bytes = await encode("png", "");
    const error = await gate("x", { made: [{ file: `img/${token}.png`, block: "a", bytes }] });
    expect(error?.message).toContain("the names of the files");
    expect(wordsOf(error)).not.toContain(token.slice(0, 8));
  });
});

describe("a false alarm", () => {
  test("is allowed by its fingerprint, in whatever spelling, and nothing else is", async () => {
    const example = `ghp_${randomBytes(18).toString("hex")}`;
    const allow = [fingerprintIn(await gate(`An example: ${example}`))];
    const job = makeJob("/nowhere", allow);
    expect(await gate(`An example: ${example}`, { job })).toBeUndefined();
    expect(await gate(`<b>ghp</b>&#95;${example.slice(4)}`, { job })).toBeUndefined();
    expect(await gate(`Another: ghp_${randomBytes(18).toString("hex")}`, { job })).toBeDefined();
    expect(await gate(`${example} and ${token}`, { job })).toBeDefined();
  });

  test("may be the value of a variable, but not a provider's key", async () => {
    const job = makeJob("/nowhere", [fingerprintIn(await gate(token))]);
    expect(await gate(token, { job })).toBeUndefined();
    const refused = await gate(`${key} ${token}`, { job });
    expect(refused?.hint).not.toContain("allow");
  });

  test("is allowed as what it was taken for: the fingerprint knows the name", async () => {
    const asToken = fingerprintIn(await gate(token));
    const other = finderOf({ OTHER_TOKEN: token });
    const asOther = fingerprintIn(await gate(token, { secrets: other }));
    expect(asOther).toMatch(/^leak-/);
    expect(asOther).not.toBe(asToken);
  });
});

test("ordinary words, and short values of other variables, pass", async () => {
  const text = "an ordinary word in /home/ana, short and plain";
  const words = { MY_LLM: key, HOME: "/home/ana", TOKEN: "short", EDITOR: "an ordinary word" };
  expect(await gate(text, { secrets: finderOf(words) })).toBeUndefined();
});
