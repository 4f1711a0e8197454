import { type FSWatcher, watch } from "node:fs";

/** Changes that come close together are one, in milliseconds. */
const quietMs = 200;

export interface Watcher {
  /** Watches just these folders from now on; one that is missing is left out. */
  setFolders(folders: Iterable<string>): void;
  close(): void;
}

/** Calls back when files in the watched folders change, once for each burst of changes. */
export function watchFolders(onChange: () => void): Watcher {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const onEvent = (_event: string, name: string | null): void => {
    // Files that Prelo or an editor is just writing.
    if (name !== null && /^\.|~$/.test(name)) {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
  };
  return {
    setFolders: (folders) => {
      const wanted = new Set(folders);
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) {
          continue;
        }
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of wanted) {
        if (watchers.has(folder)) {
          continue;
        }
        try {
          const watcher = watch(folder, onEvent);
          watcher.on("error", () => watchers.delete(folder));
          watchers.set(folder, watcher);
        } catch {
          continue; // Not there yet: it is tried again after the next build.
        }
      }
    },
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) {
        watcher.close();
      }
    },
  };
}
