import type { PreloError } from "../errors.ts";
import type { Answer } from "./types.ts";

/** A record that is there but cannot be used. `path` is below the answers folder. */
export interface DamagedRecord {
  readonly path: string;
  readonly reason: string;
}

export type ReadResult =
  /** `damage` tells of originals that are gone: the answer holds the pictures that are left. */
  | {
      readonly state: "read";
      readonly answer: Answer;
      readonly damage?: DamagedRecord;
      /** Why pictures that a person put there cannot be used, by their numbers. */
      readonly problems?: readonly { readonly number: number; readonly error: PreloError }[];
    }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly damage: DamagedRecord };
