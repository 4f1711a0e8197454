import * as fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { chooseScene, drawScene } from "../../src/sandbox/draw.ts";
import { readSize } from "../../src/sandbox/picture-parameters.ts";
import type { ImagesBody } from "./support.ts";
import { askLinks, download, post, readJson, sha256, start } from "./support.ts";

const house = "Uma casa branca sob um céu azul";
const startMs = Date.parse("2026-11-23T10:00:00Z");

describe("links", () => {
  test("are drawn in the size and format asked for", async () => {
    const sandbox = await start();
    const cases = [
      [{}, 1024, 1024, "png"],
      [{ size: "auto" }, 1024, 1024, "png"],
      [{ size: "1536x1024", output_format: "jpeg" }, 1536, 1024, "jpeg"],
      [{ size: "320x480", output_format: "webp", output_compression: 0 }, 320, 480, "webp"],
    ] as const;
    for (const [body, width, height, format] of cases) {
      const [link = ""] = await askLinks(sandbox, { prompt: house, ...body });
      const response = await fetch(link);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get("content-type")).toBe(`image/${format}`);
      expect(await sharp(bytes).metadata()).toMatchObject({ width, height, format });
    }
    expect(sandbox.stats).toMatchObject({ images: 4, downloads: 4 });
  });

  test("end when they say, and a 403 follows", async () => {
    let nowMs = startMs;
    const sandbox = await start({ linkSeconds: 60, now: () => nowMs });
    const [link = ""] = await askLinks(sandbox, { prompt: house, size: "64x64" });
    expect(new URL(link).searchParams.get("se")).toBe("2026-11-23T10:01:00Z");
    nowMs += 60_000;
    expect((await fetch(link)).status).toBe(200);
    nowMs += 1;
    const late = await fetch(link);
    expect(late.status).toBe(403);
    expect(late.headers.get("content-type")).not.toMatch(/image/);
    await askLinks(sandbox, { prompt: "outra", size: "64x64" });
    expect((await fetch(link)).status).toBe(403);
  });

  test("asked for again live from then on", async () => {
    let nowMs = startMs;
    const sandbox = await start({ linkSeconds: 60, now: () => nowMs });
    const request = { prompt: house, size: "64x64" };
    await askLinks(sandbox, request);
    nowMs += 50_000;
    const [link = ""] = await askLinks(sandbox, request);
    nowMs += 50_000;
    await askLinks(sandbox, { prompt: "outra", size: "64x64" });
    expect((await fetch(link)).status).toBe(200);
  });

  test("cannot be altered, or guessed", async () => {
    const sandbox = await start();
    const [link = ""] = await askLinks(sandbox, { prompt: house, size: "64x64" });
    const later = link.replace(/se=\d{4}/, "se=2999");
    expect(later).not.toBe(link);
    for (const forged of [later, link.split("?")[0] ?? "", link.replace(/sig=.*/, "sig=x")]) {
      expect((await fetch(forged)).status).toBe(403);
    }
  });
});

describe("what a reply holds", () => {
  const cases = [
    [undefined, "gpt-image-2", undefined, "b64_json"],
    [undefined, "gpt-image-1.5", undefined, "b64_json"],
    [undefined, "chatgpt-image-latest", undefined, "b64_json"],
    [undefined, "dall-e-3", undefined, "url"],
    ["auto", "gpt-image-2", undefined, "b64_json"],
    ["url", "gpt-image-2", undefined, "url"],
    ["auto", "some-diffusion", undefined, "url"],
    ["base64", "some-diffusion", undefined, "b64_json"],
    ["base64", "some-diffusion", "url", "url"],
    ["url", "dall-e-3", "b64_json", "b64_json"],
  ] as const;
  test.each(cases)("%s, %s, %s: %s", async (imageReply, model, format, key) => {
    const sandbox = await start(imageReply === undefined ? {} : { imageReply });
    const body = {
      model,
      prompt: house,
      size: "1024x1024",
      ...(format === undefined ? {} : { response_format: format }),
    };
    const { data } = await readJson<ImagesBody>(await post(sandbox, "/images/generations", body));
    expect(data.flatMap((item) => Object.keys(item))).toContain(key);
    expect(data).toHaveLength(1);
  });

  test("base64 holds the bytes that a link leads to", async () => {
    const sandbox = await start({ imageReply: "auto" });
    const body = { prompt: house, size: "320x320", n: 2 };
    const replies = await Promise.all([
      post(sandbox, "/images/generations", { model: "gpt-image-2", ...body }),
      post(sandbox, "/images/generations", { model: "other", ...body }),
    ]);
    const [inline, linked] = await Promise.all(replies.map((reply) => readJson<ImagesBody>(reply)));
    const linkedBytes = await Promise.all(
      (linked?.data ?? []).map(({ url }) => download(url ?? "")),
    );
    expect(inline?.data.map((item) => item.b64_json)).toEqual(
      linkedBytes.map((bytes) => bytes.toString("base64")),
    );
  });
});

describe("pictures", () => {
  test("are the same bytes on any server, and differ among themselves", async () => {
    const sandboxes = [await start(), await start()];
    const hashes = await Promise.all(
      sandboxes.map(async (sandbox) => {
        const links = await askLinks(sandbox, { prompt: house, n: 10, size: "256x256" });
        return Promise.all(links.map(async (link) => sha256(await download(link))));
      }),
    );
    expect(hashes[0]).toEqual(hashes[1]);
    expect(new Set(hashes[0]).size).toBe(10);
  });

  test("of one prompt differ so that one can see it", async () => {
    const sandbox = await start();
    const links = await askLinks(sandbox, { prompt: house, n: 10, size: "128x128" });
    const pixels = await Promise.all(
      links.map(async (link) =>
        sharp(await download(link))
          .resize(16, 16)
          .raw()
          .toBuffer(),
      ),
    );
    for (const [index, one] of pixels.entries()) {
      for (const other of pixels.slice(index + 1)) {
        const difference = one.reduce(
          (sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)),
          0,
        );
        expect(difference / one.length).toBeGreaterThan(4);
      }
    }
  });

  test("need no font and nothing from outside, whatever the prompt", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", " casa", " wallpaper", " OpenAI", " sky"),
        fc.integer({ min: 0, max: 9 }),
        (text, word, index) => {
          const svg = drawScene({ prompt: text + word, index, widthPx: 96, heightPx: 64 });
          expect(svg).not.toMatch(/<text|font|href|<image|<script|NaN|undefined/);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([
    ["Desenhe uma casa branca com uma árvore", "house"],
    ["A small house by the sea", "house"],
    ["Uma capa sobre OpenAI, ChatGPT e tecnologia", "network"],
    ["Um papel de parede sobre o ChatGPT", "waves"],
    ["Paisagem com montanhas", "landscape"],
    ["Um casaco ao vento sobre montanhas", "landscape"],
  ])("%s: %s", (prompt, scene) => {
    expect(chooseScene(prompt)).toBe(scene);
  });
});

describe("sizes", () => {
  test.each([
    ["1024x1024", "gpt-image-1", 1024, 1024],
    ["2048x1152", "gpt-image-2", 2048, 1152],
    ["3840x2160", "gpt-image-2.5-mini", 3840, 2160],
    ["1792x1024", "dall-e-3", 1792, 1024],
    ["250x333", "some-diffusion", 250, 333],
  ])("%s of %s", (size, model, widthPx, heightPx) => {
    expect(readSize(size, model)).toEqual({ widthPx, heightPx });
  });

  test.each([
    ["2048x1152", "gpt-image-1"],
    ["2048x1152", "gpt-image-1.5"],
    ["auto", "dall-e-3"],
    ["1536x1024", "dall-e-3"],
    ["0x0", "some-diffusion"],
    ["99999x10", "some-diffusion"],
  ])("%s is not drawn by %s", (size, model) => {
    expect(() => readSize(size, model)).toThrow(/size/);
  });
});

describe("posters", () => {
  test("are drawn from the video's id, the same each time", async () => {
    const sandboxes = [await start(), await start()];
    const read = (id: string, at: number): Promise<Buffer> =>
      download(`${new URL(sandboxes[at]?.url ?? "").origin}/posters/${id}.jpg`);
    const one = await read("aaaaaaaaaaa", 0);
    expect(await sharp(one).metadata()).toMatchObject({ width: 480, height: 360, format: "jpeg" });
    expect(sha256(await read("aaaaaaaaaaa", 1))).toBe(sha256(one));
    expect(sha256(await read("bbbbbbbbbbb", 0))).not.toBe(sha256(one));
  });

  test("need a whole id", async () => {
    const sandbox = await start();
    const { origin } = new URL(sandbox.url);
    const statuses = await Promise.all(
      ["short", "with.a.dot.", "aaaaaaaaaaaa"].map(
        async (id) => (await fetch(`${origin}/posters/${id}.jpg`)).status,
      ),
    );
    expect(statuses).toEqual([404, 404, 404]);
  });
});
