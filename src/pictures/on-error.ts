import { PreloError } from "../errors.ts";
import type { ImageBlock } from "../job/types.ts";

/** Whether a block's `on_error` lets its failure pass; one that stops the run never passes. */
export function mayPassOver(block: ImageBlock, error: PreloError): boolean {
  return block.variants.onError !== "fail" && !stopsRun(error);
}

function stopsRun({ code }: PreloError): boolean {
  return [
    "INTERRUPTED",
    "BUDGET_EXCEEDED",
    "BATCH_OUT",
    "WRITE_FAILED",
    "KEY_MISSING",
    "LEAK_FOUND",
  ].includes(code);
}

/** Returns nothing for a picture that cannot be shown; rethrows what stops the whole run. */
export async function passOver<T>(make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof PreloError && !stopsRun(error)) {
      return undefined;
    }
    throw error;
  }
}
