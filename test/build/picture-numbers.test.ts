import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { reportJob } from "../../src/build/report.ts";
import { pruneJob } from "../../src/build/prune.ts";
import type { PreloError } from "../../src/errors.ts";
import { build, check, plan, type PreloOptions } from "../../src/index.ts";
import type { JsonObject } from "../../src/job/types.ts";
import { hashBytes } from "../../src/files/hash.ts";
import { canonicalJson } from "../../src/answers/fingerprint.ts";
import { jobFiles, listFiles, makeJob, readText, writeFiles } from "../scenarios/support/folder.ts";
import { startProvider } from "../scenarios/support/provider.ts";
import { answerAll, errorReply } from "../scenarios/support/replies.ts";

const casa = { id: "casa", image: "A white house", alt: "A white house", n: 4 };
type Block = Readonly<Record<string, unknown>>;
const job = {
  images: { widths: [16], formats: ["jpeg"] },
  prices: { "test-image": { image: 0.04 } },
};

/** A job with a block of pictures, in this process, and a server that counts. */
async function startPictures(first: Block = casa) {
  const provider = await startProvider();
  const folder = makeJob({ job, articles: { home: [first] } });
  const options = (over: Partial<PreloOptions> = {}): PreloOptions => ({
    job: join(folder, "pipeline.yaml"),
    variables: provider.variables,
    ...over,
  });
  const built = async (over?: Partial<PreloOptions>) => {
    const before = provider.calls.length;
    const { articles } = await build(options(over));
    const bodies = provider.calls.slice(before).map(({ body, path }) => body["n"] ?? path);
    return { asked: bodies, failures: articles.flatMap(({ failures }) => failures) };
  };
  expect(await built()).toMatchObject({ failures: [] });
  return {
    folder,
    provider,
    built,
    options,
    change: (block: Block, name = "home") =>
      writeFiles(folder, jobFiles({ job, articles: { [name]: [block] } })),
    planned: async (over?: Partial<PreloOptions>) => {
      const { total, articles } = await plan(options(over));
      const reasons = articles.flatMap(({ blocks }) => blocks.flatMap((each) => each.reasons));
      return { pictures: total.pictures, usd: total.usd, reasons };
    },
    original: (number: number) => readFileSync(join(folder, `answers/home/casa-${number}.png`)),
    page: () => readText(folder, "output/home/article.md"),
  };
}

const none = { asked: [], failures: [] };

test("`n` grows and shrinks, and only pictures that were never there are asked for", async () => {
  const { folder, built, change, planned, page, options } = await startPictures();
  change({ ...casa, n: 3 });
  expect((await planned()).pictures).toBe(0);
  expect(await built({ frozen: true })).toEqual(none);
  expect(page()).not.toContain("casa-4");
  expect(await check(options())).toEqual([]);
  change({ ...casa, n: 6 });
  expect(await planned()).toEqual({
    pictures: 2,
    usd: 0.08,
    reasons: ["4 of 6 pictures are recorded"],
  });
  expect((await built({ frozen: true })).failures).toMatchObject([
    { error: { code: "ANSWER_MISSING" } },
  ]);
  expect((await built()).asked).toEqual([2]);
  change(casa);
  expect(await built()).toEqual(none);
  expect(listFiles(folder, "answers/home")).toHaveLength(7);
  // One that is lost is asked for alone, with the cost of one; what no number needs is not missed.
  for (const number of [2, 5]) {
    rmSync(join(folder, `answers/home/casa-${number}.png`));
  }
  expect(await planned()).toMatchObject({ pictures: 1, usd: 0.04 });
  expect((await built()).asked).toEqual([1]);
  expect(await built()).toEqual(none);
});

test("a record of version 0.1, whose fingerprint counts `n`, is fresh for any number", async () => {
  const { folder, built, change } = await startPictures();
  const record = readText(folder, "answers/home/casa.yaml");
  const { request: body } = parse(record) as { request: JsonObject };
  const old = hashBytes(canonicalJson({ provider: "openai", endpoint: "images", body }));
  writeFiles(folder, {
    "answers/home/casa.yaml": record.replace(/^fingerprint: .*/, `fingerprint: ${old}`),
  });
  change({ ...casa, n: 3 });
  expect(await built({ frozen: true })).toEqual(none);
  change({ ...casa, n: 5 });
  expect((await built()).asked).toEqual([1]);
  // Only what is written anyway is written anew.
  expect(readText(folder, "answers/home/casa.yaml")).not.toContain(old);
});

test("`show` chooses what is published, in its order, and sends nothing", async () => {
  const { folder, built, change, page, options } = await startPictures();
  const alt = ["One", null, "Three", "Four"];
  change({ ...casa, show: [4, 1], alt, contact_sheet: true });
  expect(await built({ frozen: true })).toEqual(none);
  expect(
    [...page().matchAll(/\[!\[(.*?)\]\(img\/(casa-\w+)-/g)].map(([, ...found]) => found),
  ).toEqual([
    ["Four", "casa-4"],
    ["One", "casa-1"],
    [expect.stringContaining("2"), "casa-sheet"],
  ]);
  const published = listFiles(folder, "output/home").join();
  expect(published).not.toMatch(/casa-[23]-/);
  expect(readText(folder, "output/home/manifest.json")).not.toMatch(/casa-[23]\b/);
  expect(existsSync(join(folder, "answers/home/casa-2.png"))).toBe(true);
  expect(await check(options())).toEqual([]);
  change({ ...casa, show: [2, 3] });
  expect(await built()).toEqual(none);
  expect([...page().matchAll(/\[!\[(.*?)\]/g)].map(([, each]) => each)).toEqual([
    "A white house (1 of 2)",
    "A white house (2 of 2)",
  ]);
});

test("with `alt: auto` only what is shown is described, once", async () => {
  const { built, change, provider, options } = await startPictures({
    ...casa,
    alt: "auto",
    show: [1],
  });
  expect(provider.calls).toHaveLength(2);
  change({ ...casa, alt: "auto", show: [1, 3] });
  expect((await built()).asked).toHaveLength(1);
  change({ ...casa, alt: "auto", show: [3] });
  expect(await built()).toEqual(none);
  change({ ...casa, alt: "auto", show: [1], n: 3 });
  expect(await built()).toEqual(none);
  // One more picture and its description: what stands is not counted again.
  change({ ...casa, alt: "auto", show: [1, 3, 5], n: 5 });
  const { total } = await plan(options());
  expect(total).toMatchObject({ requests: 2, pictures: 1 });
  // This server draws the same again, and one description serves both.
  expect((await built()).asked).toEqual([1]);
});

const prune = (folder: string, variables: Readonly<Record<string, string>>, edited = false) =>
  pruneJob(
    { jobFile: join(folder, "pipeline.yaml"), dryRun: false, edited },
    {
      variables,
      lockHolder: { host: "test", pid: process.pid, isAlive: () => true },
      now: Date.now,
    },
  );

test("one picture is asked for again, and the one before lies aside until the next prune", async () => {
  const { folder, built, planned, original, provider } = await startPictures();
  const [third, fourth] = [original(3), original(4)];
  const refresh = ["home/casa/4"];
  expect(await planned({ refresh })).toEqual({
    pictures: 1,
    usd: 0.04,
    reasons: ["--refresh asks for a new picture 4"],
  });
  expect((await built({ refresh, frozen: true })).failures).toHaveLength(1);
  expect(original(4)).toEqual(fourth);
  expect((await built({ refresh })).asked).toEqual([1]);
  expect(original(4)).not.toEqual(fourth);
  expect(original(3)).toEqual(third);
  const aside = join(folder, "answers/home/casa-4.previous.png");
  expect(readFileSync(aside)).toEqual(fourth);
  expect(parse(readText(folder, "answers/home/casa.yaml"))).toMatchObject({
    run: { cost_usd: 0.16 },
  });
  // Four, and the one that lies aside: all five were paid for.
  const { total } = await reportJob(join(folder, "pipeline.yaml"));
  expect(total).toMatchObject({ pictures: 5, usd: 0.2 });
  expect(await built()).toEqual(none);
  // What a person made of it is nobody's to remove.
  const record = readText(folder, "answers/home/casa.previous.yaml");
  writeFileSync(aside, third);
  expect(await prune(folder, provider.variables)).toEqual({
    removed: [],
    kept: ["home/casa.previous.yaml"],
    folders: [],
    keptFiles: [],
    notes: [],
  });
  writeFileSync(aside, fourth);
  expect((await prune(folder, provider.variables)).removed).toEqual(["home/casa.previous.yaml"]);
  expect(listFiles(folder, "answers/home")).toHaveLength(5);
  expect(record).toContain("casa-4.previous.png");
});

test("a change that is undone is not paid for again: the pictures before take their places", async () => {
  const { folder, built, change, original, provider, planned } = await startPictures();
  const first = original(1);
  const other = { ...casa, image: "A red house" };
  change(other);
  // As long as none of the new ones is there, the old ones stand.
  provider.script(() => errorReply(400, "invalid", "No."));
  expect((await built()).failures).toHaveLength(1);
  expect(original(1)).toEqual(first);
  provider.script(answerAll);
  expect((await built()).asked).toEqual([4]);
  const second = original(1);
  expect(readFileSync(join(folder, "answers/home/casa-1.previous.png"))).toEqual(first);
  change(casa);
  expect((await planned()).pictures).toBe(0);
  expect(await built()).toEqual(none);
  expect(original(1)).toEqual(first);
  change(other);
  expect(await built()).toEqual(none);
  expect(original(1)).toEqual(second);
  expect(listFiles(folder, "answers/home")).toHaveLength(10);
  change({ ...other, id: "house" });
  expect(await built()).toEqual(none);
});

test("a name that is none, or two, says how to name a picture", async () => {
  const { folder, options } = await startPictures();
  const say = async (...refresh: string[]): Promise<unknown> =>
    plan(options({ refresh })).catch(({ message, hint }: PreloError) => [message, hint]);
  expect(await say("casa/5")).toEqual([
    "--refresh casa/5: the block casa has 4 pictures",
    "Name one by a number from 1 to 4.",
  ]);
  expect(await say("cas/4")).toEqual([expect.stringContaining("cas/4"), expect.anything()]);
  const more = { articles: { home: [casa], casa: [{ id: "4", prompt: "Why?" }] } };
  writeFiles(folder, jobFiles({ job, ...more }));
  expect(await say("casa/4")).toEqual([
    "--refresh casa/4 can be read in two ways",
    "Picture 4 of the block casa: --refresh home/casa/4. " +
      "The block 4 of the article casa: --article casa --refresh 4.",
  ]);
});

test("an edited picture keeps its text and the model's mark, unless the record says whose it is", async () => {
  const { folder, built, page, original } = await startPictures({ ...casa, alt: "auto", n: 2 });
  const alts = [...page().matchAll(/\[!\[(.*?)\]/g)].map(([, alt]) => alt);
  const cropped = await sharp(original(1)).resize(20, 20).jpeg().toBuffer();
  rmSync(join(folder, "answers/home/casa-1.png"));
  writeFileSync(join(folder, "answers/home/casa-1.jpg"), cropped);
  const shown = async (source?: string) => {
    const record = readText(folder, "answers/home/casa.yaml").replace(/\n +source: .*/, "");
    const said = source === undefined ? "" : `\n    source: ${source}`;
    writeFiles(folder, {
      "answers/home/casa.yaml": record.replace(/(file: casa-1\.png)/, `$1${said}`),
    });
    expect(await built()).toEqual(none);
    expect([...page().matchAll(/\[!\[(.*?)\]/g)].map(([, alt]) => alt)).toEqual(alts);
    const { files } = JSON.parse(readText(folder, "output/home/manifest.json")) as {
      files: { file: string; edited?: boolean }[];
    };
    const edited = files.filter((each) => each.edited).map(({ file }) => file);
    const { xmp } = await sharp(join(folder, "output/home", edited.join())).metadata();
    return [edited.join(), /digitalsourcetype\/(\w+)/.exec(String(xmp))?.[1]];
  };
  const file = expect.stringMatching(/^img\/casa-1-16w\.\w+\.jpeg$/);
  expect(await shown()).toEqual([file, "trainedAlgorithmicMedia"]);
  expect(await shown("composite")).toEqual([file, "compositeWithTrainedAlgorithmicMedia"]);
  expect(await shown("own")).toEqual([file, "digitalCreation"]);
  // A new one in its place is the model's again, and the person's stays beside it.
  expect((await built({ refresh: ["casa/1"] })).asked).toEqual([1]);
  expect(readFileSync(join(folder, "answers/home/casa-1.previous.jpg"))).toEqual(cropped);
  expect(readText(folder, "answers/home/casa.yaml")).not.toContain("source");
  expect(readText(folder, "output/home/manifest.json")).not.toContain("edited");
});
