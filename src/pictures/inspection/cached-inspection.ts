import { hashBytes } from "../../files/hash.ts";
import type { PublishedFile } from "../published-file.ts";
import type { RunContext } from "../../requests/context.ts";

export type Inspect = RunContext["inspectPicture"];

/** Inspects a picture where nothing is sent or published; the decoder loads with the first. */
export const inspectAlone: Inspect = async (bytes, limits) => {
  const { inspectPicture } = await import("./inspect.ts");
  return inspectPicture(bytes, limits);
};

/**
 * Inspects one of the author's pictures, unless the manifest of an earlier build describes these
 * very bytes: an unchanged picture is not decoded again. Its limits still apply.
 */
export function cacheInspections(published: readonly PublishedFile[], inspect: Inspect): Inspect {
  return async (bytes, limits) => {
    const sha256 = hashBytes(bytes);
    const known = published.find(({ original }) => original?.sha256 === sha256)?.original;
    if (known === undefined || bytes.byteLength > limits.maxBytes) {
      return inspect(bytes, limits);
    }
    const {
      format,
      width: widthPx,
      height: heightPx,
      alpha: hasAlpha = false,
      frames: pages = 1,
      lost = [],
    } = known;
    if (widthPx * heightPx > limits.maxPixels) {
      return inspect(bytes, limits);
    }
    return { format, widthPx, heightPx, hasAlpha, pages, lost };
  };
}
