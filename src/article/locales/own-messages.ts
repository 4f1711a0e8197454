import type { OwnWording, OwnWords } from "../../blocks/settings/wording.ts";
import type { Messages } from "./types.ts";

/** A person's words in a language, or in what it is a variety of; undefined where there are none. */
export function findOwnWords(language: string, wording: OwnWording): OwnWords | undefined {
  const known = new Map(Object.entries(wording).map(([tag, words]) => [tag.toLowerCase(), words]));
  const parts = language.replaceAll("_", "-").toLowerCase().split("-");
  const tags = parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
  return tags.map((tag) => known.get(tag)).find((words) => words !== undefined);
}

/** A person's words as the sentences of a page. @param locale decides which plural form a number takes */
export function toMessages(own: OwnWords, locale: string): Messages {
  const plurals = new Intl.PluralRules(locale);
  const choose = (forms: OwnWords["requests"], count: number): string =>
    typeof forms === "string" ? forms : (forms[plurals.select(count)] ?? forms.other);
  const count = (forms: OwnWords["requests"]) => (number: number, n: string) =>
    fill(choose(forms, number), { n });
  return {
    pictureUnavailable: own.picture_unavailable,
    enlarge: own.enlarge,
    close: own.close,
    ai: own.ai,
    aiPictures: (number) => choose(own.ai_pictures, number),
    numberOf: (number, of) => fill(own.number_of, { number, of }),
    allInOne: (n) => fill(own.all_in_one, { n }),
    sandboxNotice: own.sandbox_notice,
    watchVideo: own.watch_video,
    codeBox: (language) =>
      language === undefined ? own.code_box : `${own.code_box} (${language})`,
    tableBox: own.table_box,
    formulaBox: own.formula_box,
    headingLink: own.heading_link,
    copy: own.copy,
    copied: own.copied,
    done: own.done,
    toDo: own.to_do,
    contents: own.contents,
    languages: own.languages,
    footnotes: own.footnotes,
    backToText: (n) => fill(own.back_to_text, { n }),
    colophon: {
      sandbox: own.colophon_sandbox,
      alone: own.colophon_alone,
      texts: (models) => fill(own.colophon_texts, { models }),
      images: (models) => fill(own.colophon_images, { models }),
      and: own.colophon_and,
      made: (parts) => fill(own.colophon_made, { parts }),
    },
    requests: count(own.requests),
    texts: count(own.texts),
    images: count(own.images),
    usage: (parts) => fill(own.usage, parts),
    tokens: (input, output) => fill(own.tokens, { input, output }),
    tokensUnknown: own.tokens_unknown,
    tokensLeftOut: count(own.tokens_left_out),
    models: (number, names) => fill(choose(own.models, number), { names }),
    cost: (cost) => fill(own.cost, { cost }),
    costUnknown: own.cost_unknown,
    edited: count(own.edited),
    noUsage: own.no_usage,
  };
}

/** In one pass, so that a model's name in braces stays what it is. */
function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
