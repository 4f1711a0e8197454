import { PreloError } from "../errors.ts";

/** What becomes of a block whose request goes by batch, and of those that use it, until the batch is back. */
export class AwaitsBatch extends PreloError {
  override readonly name = "AwaitsBatch";

  constructor() {
    super("BATCH_OUT", "its request goes with a batch that is not back yet", {
      hint: "Run the same command later: it takes in what came, and goes on.",
    });
  }
}
