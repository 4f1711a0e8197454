import sharp from "sharp";

/**
 * Sets up the process's picture engine; calling it again changes nothing. One thread per picture:
 * AVIF comes out differently with more, and several pictures at once use all cores anyway. No
 * cache, because no picture is opened twice.
 */
export function configureSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
