import { lstatSync, readdirSync } from "node:fs";
import { codeOf, PreloError } from "../errors.ts";
import { isMissing, toReadError } from "../files/files.ts";

/** The entries of a folder by their own type: a link counts as a link, wherever it leads. */
export interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly links: readonly string[];
}

const nothing: Listing = { files: [], folders: [], links: [] };

/** Lists a folder, by name; a missing one holds nothing. Names that begin with a dot are left out. */
export function listFolder(folder: string): Listing {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error) || codeOf(error) === "ENOTDIR") {
      return nothing;
    }
    throw toReadError(error, folder);
  }
  const shown = entries
    .filter(({ name }) => !name.startsWith("."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const namesOf = (list: typeof shown): readonly string[] => list.map(({ name }) => name);
  return {
    files: namesOf(shown.filter((entry) => entry.isFile())),
    folders: namesOf(shown.filter((entry) => entry.isDirectory())),
    links: namesOf(shown.filter((entry) => entry.isSymbolicLink())),
  };
}

/**
 * Refuses a file or folder that is a link: its target is not Prelo's to read, write or remove. A
 * missing one is fine.
 * @throws PreloError READ_FAILED
 */
export function assertNoLink(path: string): void {
  try {
    if (!lstatSync(path).isSymbolicLink()) {
      return;
    }
  } catch (error) {
    if (isMissing(error)) {
      return;
    }
    throw toReadError(error, path);
  }
  throw new PreloError("READ_FAILED", `${path} is a link, and links are not followed there`, {
    hint: "Put the file or folder itself in its place, or remove the link.",
  });
}
