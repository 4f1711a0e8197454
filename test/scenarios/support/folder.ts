import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterFile } from "../../support/after-file.ts";
import { stringify } from "yaml";

/** A new folder that goes with the test file. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  // The real path: on some systems the temporary folder is a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "prelo-scenario-")));
  afterFile(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

type Yaml = Readonly<Record<string, unknown>>;

export interface JobFiles {
  /** Laid over a job that names two models and nothing else. */
  readonly job?: Yaml;
  /** The blocks of each article, by slug; or the whole article. */
  readonly articles: Readonly<Record<string, readonly Yaml[] | Yaml>>;
}

/** The files of a job, by name. */
export function jobFiles({ job = {}, articles }: JobFiles): Record<string, string> {
  const files: Record<string, string> = {
    "pipeline.yaml": stringify({
      version: 1,
      articles: ["prompts/*.yaml"],
      text: { model: "test-text" },
      // Small, for where the sandbox draws them.
      image: { model: "test-image", size: "256x256" },
      ...job,
    }),
  };
  for (const [slug, content] of Object.entries(articles)) {
    const whole = Array.isArray(content) ? { title: `About ${slug}`, blocks: content } : content;
    files[`prompts/${slug}.yaml`] = stringify(whole);
  }
  return files;
}

/** A new folder that holds a job. */
export function makeJob(job: JobFiles): string {
  return makeFolder(jobFiles(job));
}

export function readText(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** Gives a record in text another body, as if that had arrived and nobody had edited it. */
export function rewriteAnswer(folder: string, name: string, body: string): void {
  const [, header = ""] = /^(---\n[^]*?\n---\n)/.exec(readText(folder, name)) ?? [];
  const hash = createHash("sha256").update(`${body}\n`).digest("hex");
  const text = header.replace(/^body: .*$/m, `body: sha256:${hash}`);
  writeFileSync(join(folder, name), `${text}${body}\n`);
}

/** Every file below a folder with the hash of its bytes, by name; a missing folder has none. */
export function hashTree(folder: string, below = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listFiles(folder, below).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
}

/** The names of all files below a folder, relative to `folder`, sorted. */
export function listFiles(folder: string, below = ""): readonly string[] {
  try {
    return readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return [];
    }
    throw error;
  }
}

/** Every byte of every file below a folder, as Latin-1: to look for what must not be there. */
export function readAll(folder: string): string {
  return listFiles(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}
