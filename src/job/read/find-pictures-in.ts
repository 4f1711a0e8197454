import type { BlockReader } from "../../blocks/block-reader.ts";
import { readPictureFile } from "../../files/picture-file.ts";
import { locateInText } from "../yaml/locate-text.ts";
import type { SourcePlace } from "../../errors.ts";
import { findShownPicture, pathOf } from "../folder/find-shown-picture.ts";
import type { SourceText } from "../types.ts";
import type { ArticleContext } from "./article-context.ts";

/**
 * The pictures that an author's Markdown shows, as files of the job. One that is not there is reported
 * at its place, unless its address is that of a published file.
 */
export function findPicturesIn(context: ArticleContext): BlockReader["findPicturesIn"] {
  const { bases, job } = context;
  const readOnce: typeof readPictureFile = (path, name, maxBytes) => {
    const key = JSON.stringify([path, maxBytes]);
    const file = job.pictures.get(key) ?? readPictureFile(path, name, maxBytes);
    job.pictures.set(key, file);
    return file;
  };
  return async (text, maxBytes) => {
    if (job.listPictures === undefined || !text.value.includes("![")) {
      return [];
    }
    const named = await job.listPictures(text.value);
    return named.flatMap(({ url, alt }) => {
      const file = findShownPicture(url, job.folder, bases, maxBytes, readOnce);
      if (file === undefined) {
        return [];
      }
      if ("sha256" in file) {
        return [{ url, alt, file }];
      }
      job.diagnostics.report(locate(text, url), file.message, file.hint);
      return [];
    });
  };
}

function locate(text: SourceText, url: string): SourcePlace {
  const candidates = [url, pathOf(url)].map((each) => text.value.indexOf(`](${each}`) + 2);
  const at = candidates.find((index) => index > 1) ?? Math.max(0, text.value.indexOf("!["));
  const before = text.value.slice(0, at).split("\n");
  return locateInText(text, before.length, (before.at(-1) ?? "").length + 1);
}
