import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, posix, relative, resolve } from "node:path";
import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { hashBytes } from "../../files/hash.ts";
import { readPictureFile } from "../../files/picture-file.ts";
import { sniff } from "../../files/sniff.ts";
import { isWithin } from "../../job/folder/job-folder.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import type { Remark } from "./material.ts";
import { isElsewhere } from "./read-pictures.ts";

interface Places {
  /** Absolute: the file that is imported, and the folder of the job. */
  readonly source: string;
  readonly jobDir: string;
  /** Where pictures from elsewhere go, relative to the job's folder, with forward slashes. */
  readonly folder: string;
  readonly embedded: ReadonlyMap<string, Uint8Array>;
  /** How the file is called in messages. */
  readonly name: string;
}

/** Finds the pictures that an imported text names, and copies into the project those that lie elsewhere. */
export class PicturePlaces {
  /** What is to be written, by its path relative to the job's folder. */
  readonly copies = new Map<string, Uint8Array>();
  readonly remarks: Remark[] = [];
  readonly #places: Places;
  readonly #diagnostics: DiagnosticList;
  readonly #known = new Map<string, string | undefined>();

  constructor(places: Places, diagnostics: DiagnosticList) {
    this.#places = places;
    this.#diagnostics = diagnostics;
  }

  /**
   * The path of a picture from the job's folder.
   * @param url as it stands in the text, at a line of it
   * @returns undefined for one that stays as it is, and for one that was reported
   */
  find(url: string, line: number): string | undefined {
    if (!this.#known.has(url)) {
      this.#known.set(url, this.#look(url, line));
    }
    return this.#known.get(url);
  }

  #look(url: string, line: number): string | undefined {
    const { embedded, jobDir } = this.#places;
    const bytes = embedded.get(url);
    if (bytes !== undefined) {
      return this.#keepEmbedded(bytes, line);
    }
    if (isElsewhere(url)) {
      const message = `the picture ${nameOf(url)} lies on another site, and becomes a link to it: save it in the project, and name it with \`picture:\` to show it`;
      this.remarks.push({ line, message });
      return undefined;
    }
    const path = this.#locate(url);
    if (path === undefined) {
      if (url.startsWith("/")) {
        const message = `the picture ${url} stays as it is: it is a file of the site`;
        this.remarks.push({ line, message });
      } else {
        this.#report(
          line,
          `There is no file ${decode(url)}.`,
          "Put the picture beside the text, or take it out.",
        );
      }
      return undefined;
    }
    const read = readPictureFile(path, basename(path), defaults.images.max_bytes);
    if (!("sha256" in read)) {
      this.#report(line, `${decode(url)} ${read.message}`, read.hint);
      return undefined;
    }
    return isWithin(jobDir, path)
      ? relative(jobDir, path).replaceAll("\\", "/")
      : this.#copy(basename(path), readFileSync(path));
  }

  /** Beside the file; what begins with a slash, in a folder of the site that the file lies in. */
  #locate(url: string): string | undefined {
    const { source } = this.#places;
    const path = decode(url.replace(/[?#].*$/, ""));
    if (!path.startsWith("/")) {
      const beside = resolve(dirname(source), path);
      return existsSync(beside) ? beside : undefined;
    }
    for (let folder = dirname(source); ; folder = dirname(folder)) {
      const found = ["", "static", "public"]
        .map((name) => join(folder, name, path))
        .find((each) => existsSync(each));
      if (found !== undefined || dirname(folder) === folder) {
        return found;
      }
    }
  }

  #keepEmbedded(bytes: Uint8Array, line: number): string | undefined {
    const sniffed = sniff(bytes);
    const format = "format" in sniffed ? sniffed.format : undefined;
    if (format === undefined && !("holds" in sniffed && sniffed.holds === "drawing")) {
      this.#report(line, "A picture in the file cannot be read.", "Take it out, or mend it.");
      return undefined;
    }
    return this.#copy(`picture.${format === "jpeg" ? "jpg" : (format ?? "svg")}`, bytes);
  }

  /** Under a name that is free, or holds the same already. */
  #copy(name: string, bytes: Uint8Array): string {
    const { folder, jobDir } = this.#places;
    const plain = name.replaceAll(/[^\w.-]+/g, "-");
    const extension = extname(plain);
    const hash = hashBytes(bytes);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? "" : `-${number}`;
      const path = posix.join(folder, `${basename(plain, extension)}${suffix}${extension}`);
      const there = this.copies.get(path) ?? readThere(join(jobDir, path));
      if (there === undefined || hashBytes(there) === hash) {
        this.copies.set(path, bytes);
        return path;
      }
    }
  }

  #report(line: number, message: string, hint: string | undefined): void {
    this.#diagnostics.report({ file: this.#places.name, line, column: 1 }, message, hint);
  }
}

/** Its address as far as a person knows it by that; a query may be long. */
function nameOf(url: string): string {
  return url.replace(/[?#].*$/, "?…");
}

function readThere(path: string): Uint8Array | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
