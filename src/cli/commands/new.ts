import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { exitCodes, PreloError } from "../../errors.ts";
import { writeWhole } from "../../files/files.ts";
import { placeArticle } from "../../job/folder/place-article.ts";
import { loadJob, readPatterns } from "../../job/load.ts";
import type { ImportTask } from "../../build/import/record-texts.ts";
import { collectSecrets } from "../../secrets/collect.ts";
import { createFinder } from "../../secrets/find.ts";
import { isSafeName } from "../../blocks/settings/values.ts";
import { secretsOfDotEnv } from "../dot-env.ts";
import { howToCall } from "../starter/how-to-call.ts";
import { detectLanguage, type Language, parseLanguage } from "../starter/language.ts";
import { openingOf, writeNewArticle } from "../starter/new-article.ts";
import { writeProgress, writeResult } from "../terminal.ts";

const slugPattern = /^[a-z0-9][a-z0-9-]{0,79}$/;

export interface NewFlags {
  readonly job: string;
  readonly language?: string;
  /** A text that is there already. */
  readonly from?: string;
}

/** `prelo new`. @returns the exit code */
export async function runNew(slug: string, { job, language, from }: NewFlags): Promise<number> {
  if (!slugPattern.test(slug) || !isSafeName(slug)) {
    throw new PreloError("USAGE", `"${slug}" cannot be an article's name`, {
      hint: "Use lower-case letters, digits and hyphens, such as first-steps; not a name that Windows reserves.",
    });
  }
  const jobFile = resolve(job);
  const folder = dirname(jobFile);
  const file = join(folder, await findPlace(slug, jobFile));
  const twin = [file, file.replace(/\.yaml$/, ".yml")].find((path) => existsSync(path));
  if (twin !== undefined) {
    throw new PreloError("USAGE", `${relative(".", twin)} exists already`, {
      hint: "Choose another name; nothing was written.",
    });
  }
  const wanted = language === undefined ? await findLanguage(jobFile) : parseLanguage(language);
  const schema = findSchema(folder, file);
  if (from === undefined) {
    await writeWhole(file, writeNewArticle(slug, wanted, schema));
    writeResult(relative(".", file));
  } else {
    await runImport(from, {
      jobFile,
      slug,
      place: file,
      language: wanted.tag,
      opening: openingOf(schema),
    });
  }
  writeProgress(`Edit it, then run: ${howToCall(jobFile, "build", "--article", slug)}`);
  return exitCodes.ok;
}

/** Makes the article of a file, and says what to know of it. */
async function runImport(
  from: string,
  article: Omit<ImportTask, "source" | "secrets" | "now">,
): Promise<void> {
  const { importArticle } = await import("../../build/import/import-article.ts");
  const path = resolve(from);
  const name = relative(".", path);
  const secrets = createFinder(collectSecrets(process.env, secretsOfDotEnv()));
  const { files, texts, remarks } = await importArticle({
    ...article,
    source: { path, name },
    secrets,
    now: new Date().toISOString(),
  });
  const here = relative(".", dirname(article.jobFile));
  for (const file of files) {
    writeResult(join(here, file));
  }
  for (const { line, message } of remarks) {
    writeProgress(`${name}:${line}: ${message}`);
  }
  writeProgress(`${describeRecorded(texts)}, and asks for nothing.`);
}

function describeRecorded(texts: number): string {
  switch (texts) {
    case 0:
      return "All of it is text of your own: a build publishes it as it is";
    case 1:
      return "1 text is recorded as an answer: a build publishes it as it is";
    default:
      return `${texts} texts are recorded as answers: a build publishes them as they are`;
  }
}

/** @throws PreloError USAGE when the job would not pick the article up; JobError */
async function findPlace(slug: string, jobFile: string): Promise<string> {
  const patterns = await readPatterns(jobFile);
  const place = placeArticle(patterns, slug);
  if (place === undefined) {
    const listed = patterns.join(", ");
    throw new PreloError("USAGE", `the job would not pick up an article "${slug}"`, {
      hint: `Its \`articles\` are ${listed}: add \`prompts/${slug}.yaml\` to them, or choose a name that they take.`,
    });
  }
  return place;
}

/** The language of the project's articles; of the user where it has none. */
async function findLanguage(jobFile: string): Promise<Language> {
  const { job } = await loadJob(jobFile);
  const [first] = job?.articles ?? [];
  const system = Intl.DateTimeFormat().resolvedOptions().locale;
  return first === undefined ? detectLanguage(process.env, system) : parseLanguage(first.language);
}

function findSchema(folder: string, file: string): string | undefined {
  const schema = join(folder, "schema/article.schema.json");
  return existsSync(schema) ? relative(dirname(file), schema).replaceAll("\\", "/") : undefined;
}
