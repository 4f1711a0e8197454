import { PreloError } from "../errors.ts";

/** An answer came, and could not be written: it is paid for all the same. */
export class NotKeptError extends PreloError {
  override readonly name = "NotKeptError";

  constructor(cause: PreloError) {
    super("WRITE_FAILED", `its answer came, and could not be kept: ${cause.message}`, {
      hint: cause.hint,
      cause,
    });
  }
}
