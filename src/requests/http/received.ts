import { type Headers, readHeader } from "./retry-after.ts";

/**
 * What has come of a link so far. After a cut, the rest alone is asked for (RFC 9110, 14.2), on
 * the condition that it still is the same file: that takes a strong ETag of the server's.
 */
export class Received {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #etag: string | undefined;

  get bytes(): number {
    return this.#bytes;
  }

  /** The headers that ask for the rest; none when all of it must come. */
  askForRest(): Record<string, string> {
    return this.#bytes === 0 || this.#etag === undefined
      ? {}
      : { range: `bytes=${this.#bytes}-`, "if-range": this.#etag };
  }

  /**
   * Prepares for the body of a reply: with a 206 it goes on, with a 200 it starts anew, as with a
   * 206 that is the whole file: some servers answer so though no part was asked for.
   * @returns false when the reply is a part that does not go on where the last one ended
   */
  begin(status: number, headers: Headers): boolean {
    if (status === 206) {
      const range = readHeader(headers, "content-range");
      const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)/i.exec(range ?? "") ?? [];
      if (this.#bytes > 0 && Number(start) === this.#bytes) {
        return true;
      }
      const isWhole =
        range === undefined
          ? this.#bytes === 0
          : start === "0" && (total === "*" || Number(end) + 1 === Number(total));
      this.forget();
      return isWhole;
    }
    this.forget();
    const etag = readHeader(headers, "etag");
    // A weak one (W/"…") guarantees the same meaning, not the same bytes.
    if (etag?.startsWith('"') === true && readHeader(headers, "accept-ranges") !== "none") {
      this.#etag = etag;
    }
    return true;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
  }

  forget(): void {
    this.#chunks = [];
    this.#bytes = 0;
    this.#etag = undefined;
  }

  /** The whole body; what is held here is released. */
  join(): Buffer {
    const whole = Buffer.concat(this.#chunks);
    this.forget();
    return whole;
  }
}
