import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** Changes that come so close together are one, in milliseconds. */
const quietMs = 60;
/** However many come, the first waits no longer. */
const longestMs = 250;

/** What a watcher waits for. */
export interface Interest {
  /** Absolute. Of one that is not there yet, the folder is watched that it will appear in. */
  readonly folders: ReadonlySet<string>;
  /** Whether a file in one of them is worth a call. */
  readonly matters: (path: string) => boolean;
  /** Whether a folder that is new may hold files that matter. */
  readonly mayHold: (folder: string) => boolean;
}

export interface Watcher {
  /** Waits for just this from now on. */
  setInterest(interest: Interest): void;
  close(): void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Tells a folder from one that took its name. */
  readonly inode: number;
}

/**
 * Calls back when files change, once for each burst of changes. Folders are watched, not files: editors put
 * a new file in the place of the old one.
 * @param onFailure told once when a folder cannot be watched
 */
export function watchFiles(onChange: () => void, onFailure: (error: unknown) => void): Watcher {
  const watched = new Map<string, Watched>();
  let interest: Interest = { folders: new Set(), matters: () => false, mayHold: () => false };
  let timer: NodeJS.Timeout | undefined;
  let firstMs: number | undefined;
  let hasFailed = false;
  const call = (): void => {
    firstMs = undefined;
    onChange();
  };
  const onEvent = (folder: string, name: string | null): void => {
    // Some systems do not say what has changed.
    const path = name === null ? undefined : join(folder, name);
    if (path !== undefined && !interest.matters(path) && !isNewFolder(path)) {
      return;
    }
    const nowMs = performance.now();
    firstMs ??= nowMs;
    clearTimeout(timer);
    timer = setTimeout(call, Math.max(0, Math.min(quietMs, firstMs + longestMs - nowMs)));
  };
  /** Whether a folder that is waited for, or one that will hold it, has come, gone or been replaced. */
  const isNewFolder = (path: string): boolean => {
    const isWaitedFor = [...interest.folders].some(
      (folder) => folder === path || folder.startsWith(join(path, "/")),
    );
    return (isWaitedFor || interest.mayHold(path)) && watched.get(path)?.inode !== inodeOf(path);
  };
  const open = (folder: string, inode: number): void => {
    try {
      const watcher = watch(folder, (_event, name) => onEvent(folder, name));
      watcher.on("error", () => close(folder));
      watched.set(folder, { watcher, inode });
    } catch (error) {
      if (!hasFailed) {
        hasFailed = true;
        onFailure(error);
      }
    }
  };
  const close = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  return {
    setInterest: (next) => {
      interest = next;
      const wanted = new Map(
        [...next.folders]
          .map((folder) => nearest(folder))
          .map((folder) => [folder, inodeOf(folder)]),
      );
      for (const [folder, { inode }] of watched) {
        if (wanted.get(folder) !== inode) {
          close(folder);
        }
      }
      for (const [folder, inode] of wanted) {
        if (inode !== undefined && !watched.has(folder)) {
          open(folder, inode);
        }
      }
    },
    close: () => {
      clearTimeout(timer);
      [...watched.keys()].forEach(close);
    },
  };
}

/** A folder, or the first above it that is there. */
function nearest(folder: string): string {
  const above = dirname(folder);
  return inodeOf(folder) !== undefined || above === folder ? folder : nearest(above);
}

function inodeOf(folder: string): number | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? found.ino : undefined;
}
