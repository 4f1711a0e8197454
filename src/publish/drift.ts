import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashBytes } from "../files/hash.ts";
import { isMissing, toReadError } from "../files/files.ts";
import type { PublishedFile } from "../pictures/published-file.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The first file of a folder that is not what its manifest says: compared byte by byte, or for
 * pictures by size alone where reading each would take too long.
 * @throws PreloError READ_FAILED
 */
export function findDrifted(
  folder: string,
  { files }: Manifest,
  pictures: "to the byte" | "by size",
): string | undefined {
  return files.find((published) => {
    const path = join(folder, published.file);
    const isPicture = published.file.includes("/");
    try {
      return isPicture && pictures === "by size"
        ? statSync(path).size !== published.bytes
        : !isPublished(path, published);
    } catch (error) {
      if (isMissing(error)) {
        return true;
      }
      throw toReadError(error, path);
    }
  })?.file;
}

/** Whether a file is what was published, byte for byte. */
export function isPublished(path: string, { sha256, bytes }: PublishedFile): boolean {
  return statSync(path).size === bytes && hashBytes(readFileSync(path)) === sha256;
}
