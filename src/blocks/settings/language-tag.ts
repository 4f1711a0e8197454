import * as z from "zod";

/** Languages whose names are looked for where a tag should stand. */
const namedTags =
  "en pt-BR pt es fr de it nl sv da nb fi pl cs sk hu ro bg el ru uk tr ar he fa hi bn id vi th zh-Hans zh-Hant zh ja ko ca eu gl".split(
    " ",
  );

/**
 * A BCP 47 tag. Its first part has two or three letters: longer ones, which the syntax allows, name no
 * language, and `English` is one of them.
 */
export const languageTag = z.string().superRefine((tag, context) => {
  if (isTag(tag)) {
    return;
  }
  const near = suggestTag(tag);
  context.addIssue({
    code: "custom",
    message: "must be a language tag such as en, pt-BR or zh-Hant",
    ...(near !== undefined && { params: { hint: `Did you mean \`${near}\`?` } }),
  });
});

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1 && /^[a-z]{2,3}(?:-|$)/i.test(tag);
  } catch {
    return false;
  }
}

/** For `pt_BR`, `English` and `español`. */
function suggestTag(text: string): string | undefined {
  const hyphened = text.replaceAll("_", "-");
  if (isTag(hyphened)) {
    return Intl.getCanonicalLocales(hyphened)[0];
  }
  const wanted = fold(text);
  return namedTags.find((tag) =>
    ["en", tag].some((inLanguage) => nameOf(tag, inLanguage) === wanted),
  );
}

function nameOf(tag: string, inLanguage: string): string {
  return fold(new Intl.DisplayNames([inLanguage], { type: "language" }).of(tag) ?? "");
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").trim().toLowerCase();
}
