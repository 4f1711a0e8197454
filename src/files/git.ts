import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

/** A file as a commit has it. */
export interface FileVersion {
  /** Its short name. */
  readonly commit: string;
  readonly author: string;
  /** The name of the file then, without its folder. */
  readonly file: string;
  readonly text: string;
}

const run = promisify(execFile);
const maxBytes = 64 * 2 ** 20;

/**
 * The versions of a file that git holds, the newest first, under earlier names as well.
 * @returns none where there is no git, no repository, or no commit with the file
 */
export async function listVersions(path: string): Promise<readonly FileVersion[]> {
  const git = async (...args: string[]): Promise<string> => {
    const options = { cwd: dirname(path), maxBuffer: maxBytes };
    return (await run("git", ["-c", "core.quotePath=false", ...args], options)).stdout;
  };
  let log: string;
  try {
    log = await git("log", "--follow", "--format=%x00%h%x09%an", "--name-only", "--", path);
  } catch {
    return [];
  }
  const versions: FileVersion[] = [];
  for (const entry of log.split("\0").slice(1)) {
    const [head = "", name = ""] = entry.split("\n").filter((line) => line !== "");
    const [commit = "", author = ""] = head.split("\t");
    // A commit that removed the file has none of it.
    const text = await git("show", `${commit}:${name}`).catch(() => undefined);
    if (text !== undefined) {
      versions.push({ commit, author, file: basename(name), text });
    }
  }
  return versions;
}
