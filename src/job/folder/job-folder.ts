import { realpathSync, statSync } from "node:fs";
import path from "node:path";

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
}

export interface NotFound {
  readonly message: string;
  readonly hint?: string;
}

/** The files that a job reads, or would read if they were there. */
export interface LookedFor {
  /** Absolute. */
  readonly files: Set<string>;
  /** Globs, relative to the job's folder. */
  readonly patterns: Set<string>;
}

/** True when `child` is `parent` or lies in it; both absolute. */
export function isWithin(parent: string, child: string): boolean {
  const relative = path.relative(parent, child);
  return (
    relative === "" ||
    (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}

const outside: NotFound = {
  message: "This leads out of the job's folder.",
  hint: "Files of a job stay in the folder of the job file, or below it.",
};

/** True for a path that begins at the root of some system, or names a drive. */
export function isAbsoluteAnywhere(name: string): boolean {
  return path.isAbsolute(name) || path.win32.isAbsolute(name) || /^[A-Za-z]:/.test(name);
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function realPathOfNearest(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPathOfNearest(parent), path.basename(file));
  }
}

/**
 * The folder of a job file: nothing outside of it is read or written for the job. It is looked at
 * synchronously: a job of hundreds of files has nothing else to do yet.
 */
export class JobFolder {
  /** Absolute. */
  readonly dir: string;
  /** What was looked for in it, for those who wait for a change. */
  readonly looked: LookedFor = { files: new Set(), patterns: new Set() };
  readonly #realDir: string;

  private constructor(dir: string, realDir: string) {
    this.dir = dir;
    this.#realDir = realDir;
  }

  /** @param dir absolute. */
  static open(dir: string): JobFolder {
    return new JobFolder(dir, realPathOfNearest(dir));
  }

  /** A file's name in messages: relative to the folder, with forward slashes. */
  nameOf(file: string): string {
    return path.relative(this.dir, file).split(path.sep).join("/");
  }

  /** True when a path, with its symbolic links followed, is in the folder. */
  holds(file: string): boolean {
    return isWithin(this.dir, file) && isWithin(this.#realDir, realPathOfNearest(file));
  }

  /**
   * Finds a file that a job names.
   * @param bases absolute folders that `name` may be relative to, in order.
   */
  find(name: string, bases: readonly string[]): FoundFile | NotFound {
    if (isAbsoluteAnywhere(name)) {
      return outside;
    }
    const files = bases.map((base) => path.resolve(base, name));
    files.forEach((file) => this.looked.files.add(file));
    let found: string | undefined;
    for (const file of files) {
      if (isWithin(this.dir, file) && isFile(file)) {
        found = file;
        break;
      }
    }
    if (found === undefined) {
      return files.every((file) => !isWithin(this.dir, file))
        ? outside
        : files.some((file) => isWithin(this.dir, file) && isFolder(file))
          ? { message: `${name} is a folder, not a file.` }
          : { message: `There is no file ${name}.`, hint: hintOf(this, files) };
    }
    return this.holds(found) ? { path: found, name: this.nameOf(found) } : outside;
  }
}

function hintOf(folder: JobFolder, files: readonly string[]): string {
  const names = new Set(
    files.filter((file) => isWithin(folder.dir, file)).map((file) => folder.nameOf(file)),
  );
  return `Looked for ${[...names].join(" and ")}, in the job's folder.`;
}
