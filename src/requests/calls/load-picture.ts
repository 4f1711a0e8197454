import type { PicturesReply } from "./exchange.ts";

/**
 * The bytes of a picture that a reply gave, or led to.
 * @param fetch of what a link leads to
 */
export function loadPicture(
  source: PicturesReply["images"][number],
  fetch: (url: string) => Promise<Buffer>,
): Promise<Buffer> | Buffer {
  switch (source.kind) {
    case "bytes": {
      return source.bytes;
    }
    case "held": {
      return source.load();
    }
    case "link": {
      return fetch(source.url);
    }
  }
}
