import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { exitCodes, PreloError } from "../../errors.ts";
import { writeWhole } from "../../files/files.ts";
import { placeArticle } from "../../job/folder/place-article.ts";
import { loadJob, readPatterns } from "../../job/load.ts";
import { isSafeName } from "../../settings/values.ts";
import { howToCall } from "../starter/how-to-call.ts";
import { detectLanguage, type Language, parseLanguage } from "../starter/language.ts";
import { writeNewArticle } from "../starter/new-article.ts";
import { writeProgress, writeResult } from "../terminal.ts";

const slugPattern = /^[a-z0-9][a-z0-9-]{0,79}$/;

export interface NewFlags {
  readonly job: string;
  readonly language?: string;
}

/** `prelo new`. @returns the exit code */
export async function runNew(slug: string, { job, language }: NewFlags): Promise<number> {
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
  await writeWhole(file, writeNewArticle(slug, wanted, findSchema(folder, file)));
  writeResult(relative(".", file));
  writeProgress(`Edit it, then run: ${howToCall(jobFile, "build", "--article", slug)}`);
  return exitCodes.ok;
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
