import { cancel, isCancel, select } from "@clack/prompts";
import { writtenLanguages } from "../../article/locales/messages.ts";
import { PreloError } from "../../errors.ts";
import type { Language } from "./language.ts";
import type { CiSystem, Wishes } from "./project-files.ts";

/** Asks a person at a terminal for what the command line does not say. */
export async function askForWishes(known: Wishes): Promise<Wishes> {
  const language = await choose<Language>(
    "Which language is your first article in?",
    [
      known.language,
      ...writtenLanguages
        .filter((base) => base !== known.language.base)
        .map((base) => ({ tag: base, base })),
    ],
    ({ tag }) => nameOf(tag),
  );
  const ci = await choose<CiSystem | undefined>(
    "Add a workflow that keeps the articles up to date with their prompts?",
    [undefined, "github", "gitlab"],
    (system) => (system === undefined ? "not now" : ciNames[system]),
  );
  return { ...known, language, ci };
}

const ciNames: Readonly<Record<CiSystem, string>> = {
  github: "GitHub Actions",
  gitlab: "GitLab CI",
};

/** A language in its own words: `español`. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}

/** @throws PreloError INTERRUPTED when the person cancels: nothing was written */
async function choose<Value>(
  message: string,
  values: readonly Value[],
  describe: (value: Value) => string,
): Promise<Value> {
  const options = values.map((value, index) => ({ value: index, label: describe(value) }));
  const chosen = await select({ message, options });
  if (isCancel(chosen)) {
    cancel("Nothing was written.");
    throw new PreloError("INTERRUPTED", "stopped by Ctrl-C");
  }
  for (const [index, value] of values.entries()) {
    if (index === chosen) {
      return value;
    }
  }
  throw new Error("what was chosen was not offered");
}
