import { basename, dirname, join, relative, sep } from "node:path";
import picomatch from "picomatch";
import { listFolder } from "../../answers/listing.ts";
import { mayBeAnswer } from "../../answers/originals.ts";
import type { LookedFor } from "../../job/folder/job-folder.ts";
import type { Job } from "../../job/types.ts";
import type { Interest } from "./watch.ts";

/**
 * What a preview waits for: the files that its job reads, those that its globs would match, `.env`, and
 * what stands in the answers of its articles.
 * @param looked what was looked for when the job was read
 * @param job undefined as long as it could not be read
 */
export function interestOf(jobFile: string, looked: LookedFor, job: Job | undefined): Interest {
  const folder = dirname(jobFile);
  const files = new Set([jobFile, join(folder, ".env"), ...looked.files]);
  const patterns = [...looked.patterns].map((pattern) => pattern.replace(/^(?:\.\/)+/, ""));
  const matches = patterns.map((pattern) => picomatch(pattern));
  const answers = new Set(
    job?.articles.flatMap(({ slug, translations }) =>
      ["", ...(translations?.to ?? []).map(({ language }) => language)].map((below) =>
        join(job.answersDir, slug, below),
      ),
    ),
  );
  const deep = patterns.flatMap((pattern) => deepBaseOf(folder, pattern) ?? []);
  const isWritten = (path: string): boolean =>
    basename(path) === "node_modules" ||
    (job !== undefined && [job.output.dir, job.answersDir].includes(path));
  return {
    folders: new Set([
      ...[...files].map((file) => dirname(file)),
      ...patterns.map((pattern) => join(folder, picomatch.scan(pattern).base)),
      ...deep.flatMap((base) => foldersBelow(base, isWritten)),
      ...answers,
    ]),
    matters: (path) => {
      const name = relative(folder, path).split(sep).join("/");
      return (
        files.has(path) ||
        matches.some((isMatch) => isMatch(name)) ||
        (answers.has(dirname(path)) && mayBeAnswer(basename(path)))
      );
    },
    mayHold: (path) => deep.some((base) => path.startsWith(base + sep)) && !isWritten(path),
  };
}

/** The folder below which a glob looks into folders as well; undefined for one that does not. */
function deepBaseOf(folder: string, pattern: string): string | undefined {
  const { base } = picomatch.scan(pattern);
  const rest = base === "" ? pattern : pattern.slice(base.length + 1);
  return rest.includes("/") ? join(folder, base) : undefined;
}

/** All folders below one, without those that nobody writes articles into. */
function foldersBelow(folder: string, isWritten: (path: string) => boolean): readonly string[] {
  const found: string[] = [];
  for (const name of listFolder(folder).folders) {
    const path = join(folder, name);
    if (!isWritten(path)) {
      found.push(path, ...foldersBelow(path, isWritten));
    }
  }
  return found;
}
