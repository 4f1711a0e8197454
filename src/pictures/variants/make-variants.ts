import type { LimitFunction } from "p-limit";
import type { VariantSettings } from "../../job/types.ts";
import type { Mark } from "./mark.ts";
import type { PlannedVariant } from "./recipe.ts";

/** The variants of one picture that are to be made, and with what. */
export interface VariantsTask {
  readonly planned: readonly PlannedVariant[];
  readonly mark: Mark;
  readonly limits: Pick<VariantSettings, "maxPixels" | "maxBytes">;
  /** Whether the tiny picture is wanted that stands in the page while the real one loads. */
  readonly wantsPreview: boolean;
}

export interface MadeVariants {
  /** By file. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly preview?: string;
  readonly tookMs: number;
}

/** Makes variants, here or on another machine. @throws PreloError IMAGE_…, READ_FAILED */
export type MakeVariants = (
  read: () => Promise<Buffer>,
  task: VariantsTask,
) => Promise<MadeVariants>;

/** Makes them here, as many pictures at one time as the limit says. */
export function makeVariantsHere(limit: LimitFunction, clock: () => number): MakeVariants {
  return (read, { planned, mark, limits, wantsPreview }) =>
    limit(async () => {
      const startedMs = clock();
      // The decoder and the encoders load only when there is work for them.
      const { renderVariants } = await import("./render.ts");
      const { makePreview } = await import("./preview.ts");
      const { openPicture } = await import("./pixels.ts");
      const opened = openPicture(await read(), limits);
      const preview = wantsPreview ? await makePreview(opened) : undefined;
      const files = new Map<string, Buffer>();
      await renderVariants(opened, planned, mark, async ({ file }, encoded) => {
        files.set(file, encoded);
      });
      return { files, ...(preview !== undefined && { preview }), tookMs: clock() - startedMs };
    });
}
