import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

export interface Commit {
  /** Its short name. */
  readonly commit: string;
  readonly author: string;
}

/** A file as a commit has it. */
export interface FileVersion extends Commit {
  /** The path of the file then, from the top of the repository. */
  readonly path: string;
  /** The name of the file then, without its folder. */
  readonly file: string;
  readonly text: string;
}

const run = promisify(execFile);
const maxBytes = 64 * 2 ** 20;

/** @throws Error where there is no git, or it refuses */
async function askGit(dir: string, ...args: string[]): Promise<Buffer> {
  const options = { cwd: dir, maxBuffer: maxBytes, encoding: "buffer" } as const;
  return (await run("git", ["-c", "core.quotePath=false", ...args], options)).stdout;
}

const format = "--format=%x00%h%x09%an";

/** The entries of a log, the newest first; none where there is no git, no repository, or no commit. */
async function readLog(
  dir: string,
  ...args: string[]
): Promise<readonly (Commit & { readonly lines: readonly string[] })[]> {
  const log = await askGit(dir, "log", format, ...args).catch(() => "");
  return log
    .toString()
    .split("\0")
    .slice(1)
    .map((entry) => {
      const [head = "", ...lines] = entry.split("\n").filter((line) => line !== "");
      const [commit = "", author = ""] = head.split("\t");
      return { commit, author, lines };
    });
}

/**
 * The versions of a file that git holds, the newest first, under earlier names as well.
 * @returns none where there is no git, no repository, or no commit with the file
 */
export async function listVersions(path: string): Promise<readonly FileVersion[]> {
  const dir = dirname(path);
  const versions: FileVersion[] = [];
  for (const { commit, author, lines } of await readLog(
    dir,
    "--follow",
    "--name-only",
    "--",
    path,
  )) {
    const [name = ""] = lines;
    const bytes = await readCommitted(dir, commit, name);
    // A commit that removed the file has none of it.
    if (bytes !== undefined) {
      versions.push({ commit, author, path: name, file: basename(name), text: bytes.toString() });
    }
  }
  return versions;
}

/**
 * The commits that touched any of some files, the newest first.
 * @param dir any folder of the repository
 * @param globs from the top of the repository
 */
export function listCommits(dir: string, globs: readonly string[]): Promise<readonly Commit[]> {
  return readLog(dir, "--", ...globs.map((glob) => `:(top,glob)${glob}`));
}

/** The files of a folder as a commit has them. @param folder from the top of the repository */
export async function listCommitted(
  dir: string,
  commit: string,
  folder: string,
): Promise<readonly string[]> {
  const listed = await askGit(dir, "ls-tree", "--full-tree", "--name-only", commit, `${folder}/`);
  return listed.toString().split("\n").filter(Boolean);
}

/** The bytes of a file in a commit; undefined where it has none. @param path from the top of the repository */
export function readCommitted(
  dir: string,
  commit: string,
  path: string,
): Promise<Buffer | undefined> {
  return askGit(dir, "show", `${commit}:${path}`).catch(() => undefined);
}
