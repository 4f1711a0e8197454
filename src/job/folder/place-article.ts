import path from "node:path";
import picomatch from "picomatch";

/** Where articles stand unless the job says otherwise. */
const usualFolder = "prompts";

/**
 * Where an article of some name has to stand so that a job picks it up.
 * @param patterns the job's `articles`: files and globs
 * @returns relative to the job's folder; undefined where none of them takes it
 */
export function placeArticle(patterns: readonly string[], slug: string): string | undefined {
  const plain = patterns.map((pattern) => pattern.replace(/^(?:\.\/)+/, ""));
  const folders = [usualFolder, ...plain.map((pattern) => picomatch.scan(pattern).base)];
  const candidates = [...new Set(folders)].flatMap((folder) =>
    ["yaml", "yml"].map((extension) => path.posix.join(folder, `${slug}.${extension}`)),
  );
  return candidates.find((candidate) => plain.some((each) => picomatch.isMatch(candidate, each)));
}
