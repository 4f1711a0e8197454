import type { KindKey } from "../../blocks/kinds.ts";
import type { Path } from "../yaml/yaml-file.ts";

/** One block of a file, not yet checked. */
export interface FoundBlock {
  readonly key: KindKey;
  readonly id: string;
  readonly value: unknown;
  /** From the top of the article to the block. */
  readonly path: Path;
}
