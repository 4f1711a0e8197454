/** What a text model is asked about a picture that it is shown; by the first part of a language tag. */
const prompts: Readonly<Record<string, (tag: string) => string>> = {
  pt: (tag) =>
    `Descreva esta imagem para quem não pode vê-la, em português (${tag}), em uma ou duas frases simples. ` +
    "Diga o que se vê nela. Não comece com “imagem de” nem com palavras como essas. " +
    "Responda só com a descrição, sem Markdown e sem aspas.",
  es: (tag) =>
    `Describe esta imagen para quien no puede verla, en español (${tag}), en una o dos frases sencillas. ` +
    "Di lo que se ve en ella. No empieces con «imagen de» ni con palabras como esas. " +
    "Responde solo con la descripción, sin Markdown y sin comillas.",
  en: (tag) =>
    `Describe this picture for a person who cannot see it, in English (${tag}), in one or two plain sentences. ` +
    "Say what is to be seen in it. Do not begin with “image of” or words like these. " +
    "Answer with the description only, without Markdown and without quotation marks.",
};

function askInOther(tag: string): string {
  return (
    "Describe this picture for a person who cannot see it, in one or two plain sentences, " +
    `in the language whose BCP 47 tag is ${tag}. ` +
    "Say what is to be seen in it. Do not begin with words like “image of”. " +
    "Answer with the description only, without Markdown and without quotation marks."
  );
}

/** The question for an alternative text in an article's language, a BCP 47 tag. */
export function promptForAlt(language: string): string {
  const base = language.split("-")[0]?.toLowerCase() ?? "";
  const write = Object.hasOwn(prompts, base) ? prompts[base] : undefined;
  return (write ?? askInOther)(language);
}
