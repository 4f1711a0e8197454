import sharp from "sharp";
import { expect, test } from "vitest";
import { promptForAlt } from "../../src/job/alt-prompt.ts";
import { renderPicture } from "../../src/sandbox/draw.ts";
import { answerPrompt } from "../../src/sandbox/text-answer.ts";

const size = { index: 0, widthPx: 64, heightPx: 64 };

function toUrl(format: string, bytes: Buffer): string {
  return `data:image/${format};base64,${bytes.toString("base64")}`;
}

function ask(language: string, url: string): string {
  return answerPrompt(promptForAlt(language), undefined, { pictures: [{ url, isGlance: true }] });
}

test.each(["png", "jpeg", "webp"] as const)(
  "says what it drew, in the language asked for, from a %s",
  async (format) => {
    const draw = async (prompt: string): Promise<string> =>
      toUrl(format, await renderPicture({ ...size, prompt, format }));
    const house = await draw("Desenhe uma casa");
    const waves = await draw("Abstract waves");
    expect(ask("pt-BR", house)).toMatch(/\bcasa\b/i);
    expect(ask("en", house)).toMatch(/\bhouse\b/i);
    expect(ask("es", house)).toMatch(/\bcasa\b.*\btejado\b/i);
    expect(ask("en-GB", waves)).toMatch(/\bwaves\b/i);
    expect(ask("fr", waves)).toMatch(/\bwaves\b/i);
  },
);

test("does not make up what a picture shows that it did not draw, and fetches none", async () => {
  const background = { r: 1, g: 2, b: 3 };
  const foreign = await sharp({ create: { width: 9, height: 9, channels: 3, background } })
    .png()
    .toBuffer();
  for (const url of [toUrl("png", foreign), "https://example.com/a.png", "data:,x"]) {
    expect(ask("en", url)).toMatch(/cannot describe/);
  }
});
