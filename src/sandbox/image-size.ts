import { ApiError } from "./reply.ts";

export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const square = { widthPx: 1024, heightPx: 1024 };
/** No model draws longer edges. */
const maxEdgePx = 3840;
const maxPixels = 3840 * 2160;

const fixedSizes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^dall-e-2/, ["256x256", "512x512", "1024x1024"]],
  [/^dall-e-3/, ["1024x1024", "1792x1024", "1024x1792"]],
  [/^(?:gpt-image-1(?![0-9])|chatgpt-image)/, ["1024x1024", "1536x1024", "1024x1536"]],
];

function refuseSize(size: string, allowed: string): ApiError {
  return new ApiError(`Invalid value for 'size': '${size}'. Supported: ${allowed}.`, {
    status: 400,
    param: "size",
    code: "invalid_value",
  });
}

/**
 * Reads an image's size, by the rules of the model: fixed lists for older ones; for gpt-image-2
 * and later any multiples of 16 between 1:3 and 3:1; for models that are not OpenAI's any size.
 *
 * @throws {ApiError} 400 for a size that the model does not draw
 */
export function readSize(size: string, model: string): PixelSize {
  const isGptImage = /^(?:gpt-image|chatgpt-image)/.test(model);
  const fixed = fixedSizes.find(([pattern]) => pattern.test(model))?.[1];
  if (size === "auto" && !model.startsWith("dall-e")) {
    return square;
  }
  if (fixed !== undefined && !fixed.includes(size)) {
    throw refuseSize(size, fixed.join(", "));
  }
  const [, width, height] = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    throw refuseSize(size, "WIDTHxHEIGHT in pixels, such as 1024x1024");
  }
  const widthPx = Number(width);
  const heightPx = Number(height);
  if (widthPx > maxEdgePx || heightPx > maxEdgePx || widthPx * heightPx > maxPixels) {
    throw refuseSize(size, `edges up to ${maxEdgePx} and ${maxPixels} pixels`);
  }
  const ratio = widthPx / heightPx;
  if (isGptImage && (widthPx % 16 !== 0 || heightPx % 16 !== 0 || ratio > 3 || ratio < 1 / 3)) {
    throw refuseSize(size, "multiples of 16 with a ratio between 1:3 and 3:1, or auto");
  }
  return { widthPx, heightPx };
}
