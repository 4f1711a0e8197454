import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import sharp from "sharp";
import { parse } from "yaml";
import { lintPage } from "../article/lint-page.ts";
import { hashTree, listFiles, makeFolder, readAll, readText } from "./support/folder.ts";
import { type PageParts, readPage } from "./support/page.ts";
import { type Finished, prelo } from "./support/program.ts";
import { makeSample, project, sampleSlug } from "./support/sample.ts";
import { startWitness, type Witness } from "./support/witness.ts";
import { hasCommand } from "../support/has-command.ts";

const converter = "pandoc";
const published = `output/${sampleSlug}`;

/** What is published, but for the bytes of pictures: texts, and the pictures' names and sizes in pixels. */
async function describeOutput(output: string): Promise<readonly unknown[]> {
  const files = listFiles(output).filter((name) => !name.endsWith("manifest.json"));
  const described = files.map(async (name) => {
    if (/\.(?:jpeg|webp)$/.test(name)) {
      const { width, height } = await sharp(join(output, name)).metadata();
      return [withoutHashes(name), width, height];
    }
    return [name, withoutHashes(readText(output, name))];
  });
  return Promise.all(described);
}

function withoutHashes(text: string): string {
  return text.replaceAll(/\.[0-9a-f]{10}\./g, ".*.");
}

describe("the sample, without a key and without a network", () => {
  let folder: string;
  let witness: Witness;
  let first: Finished;
  let page: string;
  let parts: PageParts;

  beforeAll(async () => {
    folder = makeSample();
    witness = await startWitness();
    first = await prelo(folder, ["build"], witness.variables);
    page = readText(folder, `${published}/article.md`);
    parts = readPage(page);
  });

  test("succeeds, says that the sandbox answered, and leaves the machine alone", () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/sandbox/i);
    expect(first.stderr).toContain("OPENAI_API_KEY is not set");
    expect(page).toMatch(/^> .*ambiente de testes \(sandbox\)/m);
    expect(first.stdout.split("\n")).toContain(`${published}/article.md`);
    expect(witness.connections()).toBe(0);
  });

  test("has one title and every section, in the order of the prompts file", () => {
    const article = parse(readText(folder, `prompts/${sampleSlug}.yaml`)) as {
      title: string;
      blocks: { heading?: string; question?: string; image?: string }[];
    };
    const sections = article.blocks.flatMap(({ heading, question, image }) => {
      const own = heading ?? question ?? image;
      return own === undefined ? [] : [own];
    });
    const ofFirstLevel = parts.headings.filter(({ depth }) => depth === 1);
    expect(ofFirstLevel.map(({ text }) => text)).toEqual([article.title]);
    const known = new Set(sections);
    const shown = parts.headings.map(({ text }) => text).filter((text) => known.has(text));
    expect(shown).toEqual(sections);
  });

  test("shows 16 pictures in galleries of 10, 3 and 3, and a linked poster, all local", () => {
    const { images, imagesUnder, linkedPictures } = parts;
    const galleries = Object.entries(imagesUnder).filter(([heading]) => heading !== "ChatGPT");
    expect(galleries.map(([, count]) => count)).toEqual([10, 3, 3]);
    expect(imagesUnder["ChatGPT"]).toBe(1);
    expect(linkedPictures[0]).toMatch(/^https:\/\/www\.youtube\.com\//);
    expect(new Set(images).size).toBe(17);
    for (const image of images) {
      expect(image).toMatch(/^img\//);
    }
    expect(images.filter((image) => !existsSync(join(folder, published, image)))).toEqual([]);
    const html = readText(folder, `${published}/article.html`);
    expect(html).not.toMatch(/(?:src|srcset)="(?:https?:)?\/\//);
  });

  test("has three code fences or more, each with its language", () => {
    expect(parts.fences.length).toBeGreaterThanOrEqual(3);
    for (const { language } of parts.fences) {
      expect(language).toMatch(/^[a-z]/);
    }
  });

  test("holds nothing that begins like a key", () => {
    expect(readAll(join(folder, "output"))).not.toMatch(/\bsk-[A-Za-z0-9]/);
    expect(page).not.toContain("sk-");
  });

  test("is what the repository holds in output/ (if not: delete it, build the sample, commit it)", async () => {
    // Elsewhere encoders may give other bytes, and files are named after those of the originals.
    const isSame = process.platform === "linux" && process.arch === "x64";
    const look = isSame ? hashTree : describeOutput;
    expect(await look(join(folder, "output"))).toEqual(await look(join(project, "output")));
  });

  test("passes markdownlint's default rules", () => {
    expect(lintPage(page)).toEqual([]);
  });

  test("a second run sends nothing and writes the same bytes", async () => {
    const before = hashTree(folder);
    const second = await prelo(folder, ["build", "--reporter", "json"], witness.variables);
    expect(second.code).toBe(0);
    const events = second.stdout.trim().split("\n");
    expect(events.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      "started",
      "planned",
      "finished",
      "summary",
    ]);
    expect(JSON.parse(events.at(-1) ?? "")).toMatchObject({ totals: { requests: 0 } });
    expect(hashTree(folder)).toEqual(before);
  });

  test("output can be deleted and comes back from the answers, byte for byte", async () => {
    const before = hashTree(folder);
    rmSync(join(folder, "output"), { recursive: true });
    const again = await prelo(folder, ["build", "--frozen"], witness.variables);
    expect(again.code).toBe(0);
    expect(hashTree(folder)).toEqual(before);
  });

  const hasPandoc = hasCommand(converter);
  test.skipIf(!hasPandoc)("pandoc makes docx and epub of it, with all pictures", () => {
    const target = makeFolder();
    for (const format of ["docx", "epub"]) {
      const file = join(target, `article.${format}`);
      const made = spawnSync(converter, ["article.md", "--fail-if-warnings", "-o", file], {
        cwd: join(folder, published),
        encoding: "utf8",
      });
      expect(made.stderr).toBe("");
      const media = join(target, format);
      spawnSync(converter, [file, "-t", "plain", "--extract-media", media]);
      const pictures = listFiles(media).filter((name) => /\.jpe?g$/.test(name));
      expect(pictures).toHaveLength(17);
    }
  });
});
