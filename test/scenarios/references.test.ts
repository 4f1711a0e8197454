import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { JobError } from "../../src/job/diagnostics/diagnostics.ts";
import { buildFirst } from "./support/build-first.ts";
import { jobFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { makeKey, type Provider, startProvider } from "./support/provider.ts";
import { answerAll, pictureFor } from "./support/replies.ts";

interface SentFile {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The pictures that went along with the last request for pictures with a prompt. */
function lastGiven({ calls }: Provider, prompt: string): readonly SentFile[] {
  const call = calls.findLast(({ body }) => body["prompt"] === prompt);
  return (call?.body["image[]"] ?? []) as readonly SentFile[];
}

async function photograph(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: colour } })
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .jpeg()
    .toBuffer();
}

async function plainPng(colour: string, alpha = 1): Promise<Buffer> {
  const { r, g, b } = { r: 10, g: 20, b: colour.length };
  const background = { r, g, b, alpha };
  return sharp({ create: { width: 48, height: 32, channels: 4, background } })
    .png()
    .toBuffer();
}

async function makeProject(style: Buffer): Promise<string> {
  const folder = makeJob({
    job: { image: { model: "test-image", size: "256x256", reference: "style.png" } },
    articles: {
      a: [
        {
          id: "loaf",
          image: "A loaf",
          alt: "A loaf",
          n: 2,
          reference: ["photos/oven.jpg", { image: "cover", number: 2 }],
          mask: "mask.png",
        },
        { id: "cover", image: "A cover", alt: "A cover", n: 2 },
        { id: "alone", image: "Alone", alt: "Alone", reference: false },
      ],
    },
  });
  mkdirSync(join(folder, "photos"));
  writeFileSync(join(folder, "style.png"), style);
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#c63"));
  const mask = sharp(await plainPng("", 0)).resize(60, 40);
  writeFileSync(join(folder, "mask.png"), await mask.png().toBuffer());
  return folder;
}

test("references go along, are waited for, and are known by their hashes", async () => {
  const provider = await startProvider();
  const style = await plainPng("a");
  const folder = await makeProject(style);
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/loaf +waits for the picture of cover/);
  await buildFirst(folder, provider.variables);

  // The house style goes with what does not say otherwise; who shows another's picture comes later.
  expect(provider.calls.map(({ path, body }) => [path, body["prompt"]])).toEqual(
    expect.arrayContaining([
      ["/v1/images/edits", "A cover"],
      ["/v1/images/generations", "Alone"],
    ]),
  );
  expect(provider.calls).toHaveLength(3);
  expect(provider.calls.at(-1)?.body["prompt"]).toBe("A loaf");
  expect(lastGiven(provider, "A cover")).toMatchObject([{ type: "image/png", bytes: style }]);
  const [oven, cover] = lastGiven(provider, "A loaf");
  expect(cover?.bytes).toEqual(await pictureFor("A cover", 2));
  // Nobody learns where the photograph was taken.
  expect(await sharp(oven?.bytes).metadata()).toMatchObject({ format: "jpeg", width: 60 });
  expect((await sharp(oven?.bytes).metadata()).exif).toBeUndefined();
  const { body } = provider.calls.at(-1) ?? {};
  expect(body).toMatchObject({ model: "test-image", n: "2", mask: { type: "image/png" } });

  const record = readText(folder, "answers/a/loaf.yaml");
  expect(record.match(/sha256:[\da-f]{64}/g)?.length).toBeGreaterThan(4);
  expect(record).not.toContain("base64");

  const silent = async (): Promise<void> => {
    const sent = provider.calls.length;
    await buildFirst(folder, provider.variables);
    expect(provider.calls).toHaveLength(sent);
  };
  await silent();

  // A person's picture in the place of the cover is another reference.
  writeFileSync(join(folder, "answers/a/cover-2.png"), await plainPng("edited"));
  const changed = await prelo(folder, ["plan"], provider.variables);
  expect(changed.stdout).toMatch(/stale +loaf +the picture of cover changed$/m);
  await buildFirst(folder, provider.variables);
  expect(provider.calls).toHaveLength(4);
  expect(lastGiven(provider, "A loaf")[1]?.bytes).toEqual(
    readFileSync(join(folder, "answers/a/cover-2.png")),
  );
  await silent();

  // So is another file under the same name: what shows it is stale, nothing else.
  writeFileSync(join(folder, "photos/oven.jpg"), await photograph("#36c"));
  const again = await prelo(folder, ["plan"], provider.variables);
  expect(again.stdout).toMatch(/stale +loaf +a reference is another picture$/m);
  await buildFirst(folder, provider.variables);
  expect(provider.calls.map(({ body: sent }) => sent["prompt"]).slice(4)).toEqual(["A loaf"]);
});

test.each(["chat", "responses"])("through %s they stand in the message", async (endpoint) => {
  const png = await pictureFor("drawn", 1);
  const provider = await startProvider((call) => {
    const result = png.toString("base64");
    return call.path.endsWith("/chat/completions")
      ? {
          json: {
            choices: [
              { message: { images: [{ image_url: { url: `data:image/png;base64,${result}` } }] } },
            ],
          },
        }
      : call.path.endsWith("/responses")
        ? { json: { status: "completed", output: [{ type: "image_generation_call", result }] } }
        : answerAll(call);
  });
  const folder = makeJob({
    job: { image: { model: "draws", endpoint } },
    articles: { a: [{ id: "loaf", image: "A loaf", alt: "A loaf", reference: "style.png" }] },
  });
  writeFileSync(join(folder, "style.png"), png);
  await buildFirst(folder, provider.variables);
  const sent = JSON.stringify(provider.calls[0]?.body);
  expect(sent).toContain(`data:image/png;base64,${png.toString("base64")}`);
  expect(sent).toContain("A loaf");
  const record = readText(folder, "answers/a/loaf.yaml");
  expect(record).toMatch(/(?:url|image_url): sha256:[\da-f]{64}/);
  expect(record).not.toContain("base64");
});

test("a picture that holds a key, or a mask that does not fit, is not sent", async () => {
  const provider = await startProvider();
  const secret = makeKey();
  const keyed = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
    .withExif({ IFD0: { ImageDescription: `made with ${secret}` } })
    .jpeg()
    .toBuffer();
  const folder = makeJob({
    articles: {
      a: [{ id: "loaf", image: "A loaf", alt: "A loaf", reference: "keyed.jpg" }],
      b: [{ id: "loaf", image: "A loaf", alt: "A loaf", reference: "a.png", mask: "keyed.jpg" }],
    },
  });
  writeFileSync(join(folder, "keyed.jpg"), keyed);
  writeFileSync(join(folder, "a.png"), await plainPng("a"));
  const { code, stderr } = await prelo(folder, ["build", "--article", "a"], {
    ...provider.variables,
    OPENAI_API_KEY: secret,
  });
  expect(code).toBe(3);
  expect(stderr).toMatch(/keyed\.jpg: the picture's metadata holds/);
  expect(stderr).not.toContain(secret);
  const masked = await prelo(folder, ["build", "--article", "b"], provider.variables);
  expect(masked.stderr).toMatch(
    /keyed\.jpg: the mask is 8 × 8 pixels, and the first reference 48 × 32/,
  );
  expect(provider.calls).toEqual([]);
});

describe("what cannot be sent is told at its place before anything is", () => {
  const loaf = { id: "loaf", image: "A loaf", alt: "A loaf" };
  test.each([
    [{ reference: "none.png" }, /There is no file none\.png/],
    [{ reference: ["style.png", { image: "cove" }] }, /No block of this article has the id `cove`/],
    [{ reference: { image: "cover", number: 3 } }, /has 2 pictures, but `number` is 3/],
    [{ reference: { image: "loaf" } }, /in a circle: loaf → loaf/],
    [{ reference: { image: "round" } }, /in a circle/],
    [{ mask: "style.png" }, /but none is given/],
    [{ mask: "style.png", reference: "style.png", endpoint: "chat" }, /not sent through chat/],
  ])("%j", async (over, message) => {
    const folder = makeFolder();
    writeFiles(folder, {
      ...jobFiles({
        articles: {
          a: [
            { ...loaf, ...over },
            { id: "cover", image: "A cover", alt: "A cover", n: 2 },
            { id: "round", image: "R", alt: "R", reference: { image: "loaf" } },
          ],
        },
      }),
    });
    writeFileSync(join(folder, "style.png"), await plainPng("a"));
    const error = await loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(JobError);
    const { diagnostics } = error as JobError;
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.file).toBe("prompts/a.yaml");
    expect(diagnostics[0]?.frame).toContain("^");
  });
});
