import type { BlockReader } from "../../blocks/kind.ts";
import { readPictureFile } from "../../files/picture-file.ts";
import { locateInText } from "../yaml/locate-text.ts";
import type { SourcePlace } from "../../errors.ts";
import type { SourceText } from "../types.ts";
import type { ArticleContext } from "./article-context.ts";

/** What stands in the article's own folder once it is published. */
const published = /^(?:\.\/)?img\//;

/**
 * The pictures that an author's Markdown shows, as files of the job. One that is not there is reported
 * at its place, unless its address is that of a published file.
 */
export function findPicturesIn(context: ArticleContext): BlockReader["findPicturesIn"] {
  const { bases, job } = context;
  return async (text, maxBytes) => {
    if (job.listPictures === undefined || !text.value.includes("![")) {
      return [];
    }
    const named = await job.listPictures(text.value);
    return named.flatMap(({ url, alt }) => {
      const found = job.folder.find(decode(url), bases);
      if (!("path" in found)) {
        if (!published.test(url)) {
          job.diagnostics.report(locate(text, url), found.message, found.hint);
        }
        return [];
      }
      const key = JSON.stringify([found.path, maxBytes]);
      const file = job.pictures.get(key) ?? readPictureFile(found.path, found.name, maxBytes);
      job.pictures.set(key, file);
      if ("sha256" in file) {
        return [{ url, alt, file }];
      }
      job.diagnostics.report(locate(text, url), `${found.name} ${file.message}`, file.hint);
      return [];
    });
  };
}

/** An address without what only a browser takes from it. */
function decode(url: string): string {
  const path = url.replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function locate(text: SourceText, url: string): SourcePlace {
  const candidates = [url, decode(url)].map((each) => text.value.indexOf(`](${each}`) + 2);
  const at = candidates.find((index) => index > 1) ?? Math.max(0, text.value.indexOf("!["));
  const before = text.value.slice(0, at).split("\n");
  return locateInText(text, before.length, (before.at(-1) ?? "").length + 1);
}
