import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { lintPage } from "../article/lint-page.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const houses = { id: "casa", heading: "Casas", image: "Uma casa", n: 10, alt: "Casa branca" };

function article(language: string, over: object = {}): Parameters<typeof makeJob>[0] {
  const block = { ...houses, contact_sheet: true, ...over };
  return { articles: { a: { title: "T", language, blocks: [block] } } };
}

describe("contact_sheet: true", () => {
  test("shows all pictures in one below the gallery, and says so in the article's language", async () => {
    const provider = await startProvider();
    const folder = makeJob(article("pt-BR", { caption: "Dez casas." }));
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    const page = readText(folder, "output/a/article.md");
    const { images } = readPage(page);
    expect(images).toHaveLength(11);
    expect(images.at(-1)).toMatch(/^img\/casa-sheet-\d+w\.[0-9a-f]+\.jpeg$/);
    expect(page).toMatch(/!\[[^\]]*10 imagens[^\]]*Casa branca\]/);
    expect(page.indexOf("casa-sheet")).toBeLessThan(page.indexOf("Dez casas."));
    expect(lintPage(page)).toEqual([]);

    const html = readText(folder, "output/a/article.html");
    const sheet = html.slice(html.indexOf('class="sheet"'));
    expect(sheet).toMatch(/<source type="image\/webp" srcset="img\/casa-sheet-/);
    expect(sheet.indexOf("</figure>")).toBeGreaterThan(sheet.indexOf("<figcaption>"));

    const file = join(folder, "output/a", images.at(-1) ?? "");
    const { width, height, xmp } = await sharp(file).metadata();
    // Ten pictures of 48 × 32 in five columns.
    expect(width / height).toBeGreaterThan(2);
    expect(xmp?.toString()).toContain("10 imagens");
    expect(xmp?.toString()).toContain("trainedAlgorithmicMedia");
    const manifest = JSON.parse(readText(folder, "output/a/manifest.json")) as {
      files: { file: string; from: string[] }[];
    };
    const entry = manifest.files.find(({ file: name }) => name === images.at(-1));
    expect(entry?.from).toHaveLength(10);
  });

  test("comes back from the answers byte for byte, and stands when nothing changed", async () => {
    const provider = await startProvider();
    const folder = makeJob(article("en"));
    await prelo(folder, ["build"], provider.variables);
    const before = hashTree(folder);
    rmSync(join(folder, "output"), { recursive: true });
    expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
    expect(hashTree(folder)).toEqual(before);

    // Another title: the pages are set anew, no picture is made.
    const job = article("en");
    writeFiles(folder, {
      "prompts/a.yaml": (jobFiles(job)["prompts/a.yaml"] ?? "").replace("title: T", "title: U"),
    });
    const build = await prelo(folder, ["build", "--frozen"]);
    expect(build.code).toBe(0);
    expect(build.stderr).not.toContain("resized");
    expect(readText(folder, "output/a/article.md")).toContain("# U");
  });

  test("of one picture is a mistake", async () => {
    const folder = makeJob(article("en", { n: 1 }));
    const check = await prelo(folder, ["check"]);
    expect(check.code).toBe(2);
    expect(check.stderr).toMatch(/contact_sheet.*`n` is 1/);
  });
});

async function readXmp(folder: string): Promise<string> {
  const files = listFiles(folder, "output/a/img");
  const all = await Promise.all(
    files.map(async (name) => (await sharp(readFileSync(join(folder, name))).metadata()).xmp),
  );
  return all.map((xmp) => xmp?.toString() ?? "").join("\n");
}

describe("embed_prompt", () => {
  test("publishes the prompt in the pictures when asked for, and only then", async () => {
    const provider = await startProvider();
    const job = { articles: { a: [{ ...houses, n: 1, image: "Only for the {{ vars.x }}" }] } };
    const whole = { articles: { a: { title: "T", vars: { x: "model" }, blocks: job.articles.a } } };
    const folder = makeJob(whole);
    await prelo(folder, ["build"], provider.variables);
    expect(await readXmp(folder)).not.toContain("Only for the model");
    writeFiles(folder, jobFiles({ ...whole, job: { images: { embed_prompt: true } } }));
    expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
    const xmp = await readXmp(folder);
    expect(xmp).toContain("AIPromptInformation");
    expect(xmp).toContain("Only for the model");
    expect(provider.calls).toHaveLength(1);
  });
});
