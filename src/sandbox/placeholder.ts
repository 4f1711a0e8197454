import type { Language } from "./language.ts";

const quotedCharacters = 160;

interface PlaceholderText {
  readonly before: string;
  readonly after: string;
}

const texts: Readonly<Record<Language, PlaceholderText>> = {
  pt: {
    before:
      "Este é um texto provisório do sandbox do Prelo: nenhum modelo foi consultado. Ele ocupa o lugar da resposta ao pedido que começa assim:",
    after:
      "Para receber uma resposta de verdade, defina a variável de ambiente com a chave do provedor e gere o artigo de novo.",
  },
  en: {
    before:
      "This is a placeholder from Prelo's sandbox: no model was asked. It stands where the answer will stand to the prompt that begins like this:",
    after:
      "To get a real answer, set the environment variable that holds the provider's key and build the article again.",
  },
  es: {
    before:
      "Este es un texto provisional del sandbox de Prelo: no se consultó ningún modelo. Ocupa el lugar de la respuesta al pedido que empieza así:",
    after:
      "Para recibir una respuesta de verdad, defina la variable de entorno con la clave del proveedor y genere el artículo de nuevo.",
  },
};

/** The prompt's beginning on one line, without control or direction characters. */
function quoteBeginning(prompt: string): string {
  const line = prompt
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "")
    .trim();
  const characters = Array.from(line);
  return characters.length <= quotedCharacters
    ? line
    : `${characters.slice(0, quotedCharacters).join("").trimEnd()}…`;
}

/** A fence that nothing within the text can close. */
function fenceFor(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 2) + 1);
}

/**
 * A short Markdown text that says plainly what it is and quotes the prompt's beginning as inert
 * text. The same prompt gives the same text.
 */
export function writePlaceholder(prompt: string, language: Language): string {
  const { before, after } = texts[language];
  const quote = quoteBeginning(prompt);
  const fence = fenceFor(quote);
  return `${before}\n\n${fence}text\n${quote}\n${fence}\n\n${after}`;
}
