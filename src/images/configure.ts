import sharp from "sharp";

/**
 * Sets the process's picture engine up; call it once, before the first picture. Its cache is
 * turned off, for no picture is opened twice.
 * @param threads for the work within one picture; 1 is best when several are made at a time.
 */
export function configureSharp({ threads }: { readonly threads: number }): void {
  sharp.cache(false);
  sharp.concurrency(threads);
}
