import { type Batch, keyName } from "./wire.ts";

/** The batches of an account, to be found again by their keys. */
export class Listing {
  readonly #batches: readonly Batch[];

  constructor(batches: readonly Batch[]) {
    this.#batches = batches;
  }

  /** Whether it tells of batches without their metadata: they may be anybody's. */
  get isBare(): boolean {
    return this.#batches.some(({ metadata, input_file_id }) => !metadata && input_file_id);
  }

  /**
   * The batches of a key, the oldest first: one at the most, but for two machines that submitted the same in one
   * moment, or a list that lagged behind.
   * @param files the ids of the files that were uploaded for it: they tell what metadata does not
   */
  of(key: string, files: readonly string[] = []): readonly Batch[] {
    return this.#batches
      .filter(
        ({ metadata, input_file_id: file }) =>
          metadata?.[keyName] === key || (!metadata && file && files.includes(file)),
      )
      .toSorted((a, b) => (a.created_at ?? 0) - (b.created_at ?? 0) || (a.id < b.id ? -1 : 1));
  }
}
