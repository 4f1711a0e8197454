import { basename, dirname, extname } from "node:path";
import { isPictureFile } from "../answers/originals.ts";
import type { PictureState } from "../answers/picture-history.ts";
import { previousOf, type RecordName } from "../answers/record-name.ts";
import { listFolder } from "../answers/listing.ts";
import type { AnswerStore } from "../answers/store.ts";
import { readBytes, readTextIfThere } from "../files/files.ts";
import { listCommits, listCommitted, listVersions, readCommitted } from "../files/git.ts";
import { hashBytes } from "../files/hash.ts";

/**
 * The states of one of a block's pictures, the newest first: as it stands on disk, as git holds it, under
 * earlier names of its block as well, and as it was set aside.
 * @throws PreloError READ_FAILED
 */
export async function collectPicture(
  name: RecordName,
  number: number,
  store: AnswerStore,
): Promise<readonly PictureState[]> {
  const folder = dirname(store.pathOfRecord(name));
  const { files } = listFolder(folder);
  const on = async (record: RecordName, file: string): Promise<PictureState> => ({
    at: "on disk",
    file,
    sha256: hashBytes(await readBytes(store.pathOf(name.slug, file))),
    record: await readTextIfThere(store.pathOfRecord(record)),
  });
  const here = files.find((file) => isPicture(file, name.id, number));
  const aside = files.filter((file) => isAside(file, name.id, number)).toSorted();
  const now = here === undefined ? [] : [await on(name, here)];
  const before = await Promise.all(aside.map((file) => on(previousOf(name), file)));
  const committed = await listCommittedStates(store.pathOfRecord(name), number);
  const known = new Set(committed.map(({ sha256 }) => sha256));
  // What git holds as well is told as its commit.
  return [...now, ...before.filter(({ sha256 }) => !known.has(sha256)), ...committed];
}

async function listCommittedStates(
  record: string,
  number: number,
): Promise<readonly PictureState[]> {
  const dir = dirname(record);
  const names = [...new Set((await listVersions(record)).map(({ path }) => path))];
  const globs = names.flatMap((path) => [path, `${stemOf(path)}-${number}.*`]);
  const commits = globs.length === 0 ? [] : await listCommits(dir, globs);
  const states: PictureState[] = [];
  for (const { commit, author } of commits) {
    for (const path of names) {
      const listed = await listCommitted(dir, commit, dirname(path));
      const id = basename(stemOf(path));
      const picture = listed.find((each) => isPicture(basename(each), id, number));
      const bytes = picture && (await readCommitted(dir, commit, picture));
      if (picture !== undefined && bytes !== undefined) {
        const text = await readCommitted(dir, commit, path);
        const file = basename(picture);
        states.push({
          at: commit,
          author,
          file,
          sha256: hashBytes(bytes),
          record: text?.toString(),
        });
        break;
      }
    }
  }
  return states;
}

function stemOf(path: string): string {
  return path.slice(0, -extname(path).length);
}

/** Whether a file stands for the picture, whatever it was saved as. */
function isPicture(file: string, id: string, number: number): boolean {
  return isPictureFile(file) && stemOf(file) === `${id}-${number}`;
}

/** `casa-4.previous.png`, or `casa-4.previous-2.png`. */
function isAside(file: string, id: string, number: number): boolean {
  return isPictureFile(file) && file.startsWith(`${id}-${number}.previous`);
}
