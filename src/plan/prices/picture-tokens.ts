import type { Json, JsonObject } from "../../job/types.ts";

/** Of each quality, how many tokens stand for the longer side of a picture; `auto` may be any of them. */
const tokensOfLongSide = new Map<Json | undefined, number>([
  ["low", 16],
  ["medium", 48],
  ["high", 96],
]);

/** The largest square that the API draws: of all pictures it takes the most tokens. */
const largest = { width: 2880, height: 2880 };

const knownModels = /^gpt-image-2(?:-\d{4}-\d{2}-\d{2})?$/;

/**
 * The most output tokens of one picture, by the figures of the vendor's price calculator (read in
 * November 2026); undefined for a model whose pictures it does not tell.
 * @param body of a request to `/images/generations` or `/images/edits`
 */
export function tokensOfPicture(body: JsonObject): number | undefined {
  const { model, size, quality } = body;
  if (typeof model !== "string" || !knownModels.test(model)) {
    return undefined;
  }
  const { width, height } = readSize(size);
  const long = tokensOfLongSide.get(quality) ?? Math.max(...tokensOfLongSide.values());
  const ratio = Math.min(width, height) / Math.max(width, height);
  return Math.ceil((long * Math.round(long * ratio) * (2_000_000 + width * height)) / 4_000_000);
}

function readSize(size: Json | undefined): typeof largest {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(typeof size === "string" ? size : "") ?? [];
  return width === undefined ? largest : { width: Number(width), height: Number(height) };
}
