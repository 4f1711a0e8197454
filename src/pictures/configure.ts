import sharp from "sharp";

/**
 * Sets the process's picture engine up, as often as you like. One thread for each piece of work:
 * AVIF comes out differently with more, and pictures side by side use the cores as well.
 * No cache, for no picture is opened twice.
 */
export function configureSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
