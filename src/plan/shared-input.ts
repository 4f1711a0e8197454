import type { ResolvedRequest } from "../job/types.ts";
import { countBytes } from "./cost.ts";
import { bytesPerToken, listPrefixes } from "./shared-prefix.ts";

/**
 * How much of the input of requests is a beginning that one before them has as well: what a provider's cache is likely
 * to hold by then. About so, by the bytes of what they say; no bound may stand on it.
 */
export class SharedInput {
  readonly #seen = new Set<string>();
  #sharedBytes = 0;
  #bytes = 0;

  /** In tokens: the shared part, and all of the input. */
  get tokens(): { readonly shared: number; readonly all: number } {
    return {
      shared: Math.round(this.#sharedBytes / bytesPerToken),
      all: Math.round(this.#bytes / bytesPerToken),
    };
  }

  add(request: ResolvedRequest): void {
    let sharedBytes = 0;
    for (const { hash, bytes } of listPrefixes(request)) {
      if (this.#seen.has(hash)) {
        sharedBytes = bytes;
      }
      this.#seen.add(hash);
    }
    this.#sharedBytes += sharedBytes;
    this.#bytes += Math.max(countBytes(request.body), sharedBytes);
  }
}
