import { PreloError, type PreloErrorOptions } from "../errors.ts";

/** The refusal to publish a page; it leads to the block that the first fault came from. */
export class PublishError extends PreloError {
  override readonly name = "PublishError";
  /** The block's id; undefined for what no one block is to blame for. */
  readonly block: string | undefined;

  constructor(
    code: "LEAK_FOUND" | "PAGE_INVALID",
    message: string,
    options: PreloErrorOptions & { block: string | undefined },
  ) {
    super(code, message, options);
    this.block = options.block;
  }
}
