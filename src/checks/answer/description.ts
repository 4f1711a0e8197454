import { readAnswer } from "./read-answer.ts";

/** A screen reader reads it in one breath: two sentences are shorter. In characters. */
export const longestDescription = 250;

/** `Alt text: …`, in the languages that pages know. */
const label =
  /^(?:\*\*|__|#{1,6} )?(?:alt(?:(?:ernative|ernativ)?[ -]?text)?|texto alternativo|texte alternatif|testo alternativo|(?:image )?description|descrição(?: da imagem)?|descripción(?: de la imagen)?|beschreibung|bildbeschreibung|descrizione|image|imagem|imagen|bild|immagine|caption|legenda|leyenda|légende|didascalia)(?:\s*:(?:\*\*|__)?|(?:\*\*|__)?\n)\s*/iu;
const fenced = /^(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n([^]*?)\n[ \t]*\1$/;
const quoted = /^(?:"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|'[^']*'|‘[^‘’]*’)$/u;

/**
 * A model's description of a picture without what stands around it: thoughts, pleasantries, a fence, a
 * label and quotation marks.
 * @returns nothing when there is nothing else
 */
export function bareDescription(body: string): string {
  return withoutLabel((readAnswer(body)?.text ?? "").trim().replace(fenced, "$2"));
}

/** A description without a label before it and quotation marks around it. */
export function withoutLabel(text: string): string {
  const rest = text.trim().replace(label, "").trim();
  return quoted.test(rest) ? rest.slice(1, -1).trim() : rest;
}

/** A description that is too long, cut where a sentence ends in its second half, or behind a word. */
export function shortenDescription(text: string): string {
  const letters = Array.from(text);
  if (letters.length <= longestDescription) {
    return text;
  }
  const start = letters.slice(0, longestDescription).join("");
  const [sentences = ""] = /^.*(?:[.!?…]["”»’)]*(?=\s)|[。！？])/su.exec(start) ?? [];
  if (sentences.length >= longestDescription / 2) {
    return sentences;
  }
  const words = letters.slice(0, longestDescription - 1).join("");
  return `${words.replace(/[\s,;:–—-]+\S*$/u, "") || words}…`;
}
