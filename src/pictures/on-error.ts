import { PreloError } from "../errors.ts";
import type { ImageBlock } from "../job/types.ts";

/** Whether a block's failure may be passed over, as its `on_error` says; a stop never is. */
export function mayPassOver(block: ImageBlock, error: PreloError): boolean {
  return block.variants.onError !== "fail" && !stopsRun(error);
}

function stopsRun({ code }: PreloError): boolean {
  return ["INTERRUPTED", "BUDGET_EXCEEDED", "WRITE_FAILED", "KEY_MISSING", "LEAK_FOUND"].includes(
    code,
  );
}

/** Nothing for a picture that cannot be shown; what stops a whole run is no matter of a picture. */
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
