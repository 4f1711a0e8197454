import { writtenLanguages } from "../../article/locales/messages.ts";
import { PreloError } from "../../errors.ts";
import type { Variables } from "../../secrets/collect.ts";

/** A language as a person asks for it: `es`, `pt-BR`. */
export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** Its first part. */
  readonly base: string;
}

const english: Language = { tag: "en", base: "en" };

/** @throws PreloError USAGE */
export function parseLanguage(text: string): Language {
  const language = toLanguage(text);
  if (language === undefined) {
    throw new PreloError("USAGE", `--language ${text} is not a language tag`, {
      hint: "It takes a tag such as en, es or pt-BR.",
    });
  }
  return language;
}

/** The user's language, by the variables that systems set it in; else by what Node.js was told. */
export function detectLanguage(variables: Variables, fallback: string): Language {
  const named = [variables["LC_ALL"], variables["LC_MESSAGES"], variables["LANG"]].find(Boolean);
  const language = toLanguage(named ?? fallback);
  return language !== undefined && writtenLanguages.includes(language.base) ? language : english;
}

/** `pt_BR.UTF-8` and `pt-br` alike; `C` and `POSIX` are no languages. */
function toLanguage(text: string): Language | undefined {
  const name = text.replace(/[.@].*$/, "").replaceAll("_", "-");
  try {
    const [tag] = Intl.getCanonicalLocales(name);
    return tag === undefined || /^(?:C|POSIX)$/i.test(name)
      ? undefined
      : { tag, base: tag.split("-")[0] ?? tag };
  } catch {
    return undefined;
  }
}
