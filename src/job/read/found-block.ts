import type { KindKey } from "../../blocks/kinds.ts";
import type { Path } from "../yaml/yaml-file.ts";

/** One block of a file, not yet checked. */
export interface FoundBlock {
  readonly key: KindKey;
  readonly id: string;
  readonly value: unknown;
  /** From the top of the article to the block. */
  readonly path: Path;
  /** Which of the article's repeats it stands in, from 0; undefined for none. */
  readonly repeat: number | undefined;
}
