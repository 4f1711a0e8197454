import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { JobError } from "../../src/job/diagnostics/diagnostics.ts";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, listFiles, makeJob, readText } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { promptOf, textReply } from "./support/replies.ts";

/** A photograph as a telephone saves it: it lies on its side, and says where it was taken. */
async function photograph(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 600, height: 400, channels: 3, background: colour } })
    .withExif({
      IFD0: { Copyright: "The baker" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

test("pictures of one's own are published upright, without where they were taken, as no model's", async () => {
  const provider = await startProvider();
  const folder = makeJob({
    job: { output: { base_url: "https://example.com/" } },
    articles: {
      a: {
        title: "Bread",
        cover: { image: "oven", number: 2 },
        blocks: [
          { id: "loaf", image: "A loaf", alt: "A loaf" },
          {
            id: "oven",
            heading: "Oven",
            picture: ["photos/oven.jpg", "photos/plan.svg"],
            alt: ["The oven", "Its plan"],
            caption: "Built in 1911.",
          },
          { id: "rule", picture: "photos/plan.svg", alt: "" },
          {
            id: "words",
            markdown: "See ![the oven](photos/oven.jpg) and `![x](none.png)`.",
          },
        ],
      },
    },
  });
  mkdirSync(join(folder, "photos"));
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#c63"));
  writeFileSync(
    join(folder, "photos/plan.svg"),
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><circle cx="150" cy="150" r="99"/></svg>',
  );
  await buildFirst(folder, provider.variables);
  expect(provider.calls).toHaveLength(1);

  const page = readText(folder, "output/a/article.md");
  const [, cover = ""] = /^cover: (.*)$/m.exec(page) ?? [];
  expect(cover).toMatch(/^img\/oven-2-300w\.\w+\.jpeg$/);
  const html = readText(folder, "output/a/article.html");
  expect(html).toContain(`property="og:image" content="https://example.com/a/${cover}"`);
  expect(html).toContain("Built in 1911.");
  const [, data = ""] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html) ?? [];
  const { image } = JSON.parse(data) as {
    image: { caption: string; digitalSourceType?: string }[];
  };
  // The one that only adorns the page is none of the article's pictures.
  expect(image.map((each) => [each.caption, each.digitalSourceType !== undefined])).toEqual([
    ["A loaf", true],
    ["The oven", false],
    ["Its plan", false],
  ]);

  // One in a text of the author's is published alike.
  expect(page).toMatch(
    /See !\[the oven\]\(img\/words-1-\d+w\.\w+\.jpeg\) and `!\[x\]\(none\.png\)`/,
  );
  expect(html).toMatch(/See <picture>.*width="400" height="600" alt="the oven".*<\/picture> and/);

  const variants = listFiles(folder, "output/a/img").filter((name) => name.includes("oven-1-"));
  expect(variants.length).toBeGreaterThan(1);
  for (const name of variants) {
    const { width, height, exif, xmp } = await sharp(join(folder, name)).metadata();
    expect([name, width, height]).toEqual([name, 400, 600]);
    expect(exif).toBeUndefined();
    expect(xmp?.toString()).toContain("The oven");
    expect(xmp?.toString()).not.toContain("DigitalSourceType");
  }
  const manifest = JSON.parse(readText(folder, "output/a/manifest.json")) as {
    files: { file: string; from: string[] }[];
  };
  const from = manifest.files.find(({ file }) => file === variants[0]?.slice("output/a/".length));
  expect(from?.from).toEqual(["photos/oven.jpg"]);

  // Nothing changes without a change, and another photograph is published without a request.
  const before = hashTree(folder);
  expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });
  expect(hashTree(folder)).toEqual(before);
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#36c"));
  expect(await prelo(folder, ["check"])).toMatchObject({ code: 1 });
  expect(await prelo(folder, ["build", "--frozen"])).toMatchObject({ code: 0 });
  const again = listFiles(folder, "output/a/img").find((name) => name.includes("oven-1-")) ?? "";
  expect(variants).not.toContain(again);
  const { channels } = await sharp(join(folder, again)).stats();
  expect(channels[2]?.mean).toBeGreaterThan(channels[0]?.mean ?? 0);

  // What begins as a picture and is none keeps the article back, and names the file and its block.
  writeFileSync(
    join(folder, "photos/oven.jpg"),
    readFileSync(join(folder, "photos/oven.jpg")).subarray(0, 900),
  );
  const torn = await prelo(folder, ["build"]);
  expect(torn.code).toBe(1);
  expect(torn.stderr).toMatch(/prompts\/a\.yaml:\d+.*IMAGE_INVALID.*photos\/oven\.jpg/);
});

const spanish = {
  "It rests": "La masa reposa toda la noche",
  "The oven": "El horno",
  Notes: "Las notas",
  Oven: "El horno",
  Made: "La masa",
  Why: "Por qué",
  Bread: "El pan",
};

test("the author's files are published where an answer or a template's address shows them, translated as well", async () => {
  const answer = "It rests. ![The oven](photos/oven.jpg) ![No](photos/none.jpg) [Notes](notes.txt)";
  const provider = await startProvider((call) => {
    const [, source] = /^Target language: es\n\n([^]*)$/.exec(promptOf(call)) ?? [];
    const said = Object.entries(spanish).reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      source ?? answer,
    );
    return textReply(call, source === undefined ? answer : said);
  });
  const folder = makeJob({
    job: { translations: { to: ["es"] } },
    articles: {
      a: {
        title: "Bread",
        vars: { photo: "rye" },
        blocks: [
          { id: "why", heading: "Why", prompt: "Why?" },
          { id: "made", markdown: "![Made](photos/{{ vars.photo }}.jpg) ![Oven](photos/oven.jpg)" },
        ],
      },
    },
  });
  mkdirSync(join(folder, "photos"));
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#c63"));
  writeFileSync(join(folder, "photos/rye.jpg"), await photograph("#842"));
  await buildFirst(folder, provider.variables);
  const page = readText(folder, "output/a/article.md");
  expect(page).toMatch(/^It rests\. !\[The oven\]\(img\/why-1-\d+w\.\w+\.jpeg\) No Notes$/m);
  expect(page).toMatch(/^!\[Made\]\(img\/made-2-\S+\) !\[Oven\]\(img\/made-1-\S+\)$/m);
  expect(readText(folder, "output/a/es/article.md")).toMatch(
    /reposa toda la noche\. !\[El horno\]\(\.\.\/img\/why-1-/,
  );
  const metadata = await sharp(
    join(folder, listFiles(folder, "output/a/img").find((name) => name.includes("why-1-")) ?? ""),
  ).metadata();
  expect(metadata.xmp?.toString()).not.toContain("DigitalSourceType");
  expect(await prelo(folder, ["check"], provider.variables)).toMatchObject({ code: 0 });
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#36c"));
  expect(await prelo(folder, ["check"], provider.variables)).toMatchObject({ code: 1 });

  // A person who writes the name of a picture that is not there is told.
  const record = join(folder, "answers/a/why.md");
  writeFileSync(record, readFileSync(record, "utf8").replace("It rests.", "It waits."));
  const built = await prelo(folder, ["build", "--stale", "keep"], provider.variables);
  expect(built.stderr).toContain("There is no file photos/none.jpg.");
  expect(readText(folder, "output/a/article.md")).toMatch(/^It waits\. !\[The oven\]\(img/m);
});

test("a picture in a text that is not there is told at its place", async () => {
  const folder = makeJob({
    articles: {
      a: [{ markdown: "One\n\nSee ![it](photos/none.png), not ![this](img/a-1.jpeg).\n" }],
    },
  });
  const error = await loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(JobError);
  const { diagnostics } = error as JobError;
  expect(diagnostics).toHaveLength(1);
  const [{ line, column, message } = { line: 0, column: 0, message: "" }] = diagnostics;
  expect(message).toBe("There is no file photos/none.png.");
  const lines = readText(folder, "prompts/a.yaml").split("\n");
  const named = lines[line - 1]?.slice(column - 1);
  expect(named).toMatch(/^photos\/none\.png/);
});

test("an animation moves or says that it does not; what is not published of a picture is told by name", async () => {
  const folder = makeJob({
    job: { images: { widths: [48], formats: ["avif", "webp", "jpeg"] } },
    articles: {
      a: {
        title: "Moving",
        blocks: [
          { id: "moving", picture: "moving.gif", alt: "It moves" },
          { id: "still", picture: "still.gif", alt: "It stands", images: { formats: ["jpeg"] } },
          { id: "linear", picture: "linear.png", alt: "A linear picture" },
        ],
      },
    },
  });
  const frames = Buffer.alloc(16 * 48 * 3, 80).fill(200, 16 * 16 * 3);
  const raw = { width: 16, height: 48, channels: 3, pageHeight: 16 } as const;
  const gif = await sharp(frames, { raw }).gif().toBuffer();
  writeFileSync(join(folder, "moving.gif"), gif);
  writeFileSync(join(folder, "still.gif"), gif);
  writeFileSync(join(folder, "linear.png"), await linearPng());
  const build = await prelo(folder, ["build"]);
  expect(build.code).toBe(0);
  const files = listFiles(join(folder, "output/a/img"));
  const [moving = "", ...hiding] = files.filter((file) => file.startsWith("moving"));
  expect(moving).toMatch(/\.webp$/);
  expect(hiding).toEqual([]);
  const { pages } = await sharp(join(folder, "output/a/img", moving), { pages: -1 }).metadata();
  expect(pages).toBeGreaterThan(1);
  const check = await prelo(folder, ["check"]);
  expect(check.code).toBe(0);
  for (const said of [build.stderr, check.stdout + check.stderr]) {
    expect(said).toMatch(/still\.gif: it is an animation, which only WebP shows/);
    expect(said).toMatch(/linear\.png: its colours are stored with a gamma of their own/);
  }
});

/** A PNG whose colours are stored as amounts of light. */
async function linearPng(): Promise<Buffer> {
  const png = await sharp({ create: { width: 48, height: 48, channels: 3, background: "#678" } })
    .png()
    .toBuffer();
  // Length, type, a gamma of 1.0, checksum.
  const gamma = Buffer.from("0000000467414d41000186a031e8965f", "hex");
  return Buffer.concat([png.subarray(0, 33), gamma, png.subarray(33)]);
}
