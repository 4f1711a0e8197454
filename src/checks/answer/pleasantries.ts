import { closings } from "./closings.ts";
import { agreement, filler, handed, handing, praise, willing } from "./openings.ts";

/**
 * What models say around an answer. A sentence of an article may look alike: each of these is tried on
 * whole sentences at the very beginning or end of an answer, and what could be part of one is left out.
 */

/** All in small letters, as {@link bare} gives a sentence: to ignore case, the engine would take 0.3 s for these. */
const sentenceOf = (pattern: string): RegExp => new RegExp(`^(?:${pattern})`, "su");
const patterns = {
  agreement: sentenceOf(String.raw`(?:${agreement})\s?[!.:]+$`),
  filler: sentenceOf(String.raw`(?:${filler})\s?!+$`),
  agreedHanding: sentenceOf(
    String.raw`(?:${agreement})\s?[,!.;:–—-]+\s+(?:${handing})(?!\p{L}).*[:.!]$`,
  ),
  handing: sentenceOf(String.raw`(?:${handing})(?!\p{L}).*[:.!]$`),
  handingAnswer: sentenceOf(
    String.raw`(?:${handing})(?!\p{L})(?:\s+(?:it is|you go))?(?:(?=.*${handed}).*)?:$`,
  ),
  praise: sentenceOf(String.raw`(?:${praise})\s?[!.]+$`),
  willing: sentenceOf(String.raw`(?:(?:${agreement})\s?[,!]\s+)?(?:${willing})`),
  closing: sentenceOf(closings),
  /** It speaks to the readers of an article, or is what somebody in it said. */
  ofArticle:
    /(?<!\p{L})(?:in|nos?|en|dans|den|nei|below|abaixo) (?:\p{L}+ )?(?:comments?|comentários?|comentarios?|commentaires?|kommentare?n?|commenti)(?!\p{L})|, (?:\p{L}+ ){0,3}(?:said|asked|thought|disse|perguntou|dijo|preguntó|dit|sagte|fragte|chiese)(?!\p{L})/u,
};

/** What a sentence at the beginning of an answer says of it. */
export type Opening = "agreement" | "filler" | "handing" | "praise" | "willing";

/**
 * Recognizes a sentence before an answer.
 * @param afterAgreement true when a sentence before it agrees, as `Certainly!`
 */
export function recognizeOpening(sentence: string, afterAgreement: boolean): Opening | undefined {
  const said = bare(sentence);
  if (patterns.filler.test(said)) {
    return "filler";
  }
  if (patterns.agreement.test(said)) {
    return "agreement";
  }
  if (patterns.praise.test(said)) {
    return "praise";
  }
  if (patterns.agreedHanding.test(said) || patterns.handingAnswer.test(said)) {
    return "handing";
  }
  if (afterAgreement && patterns.handing.test(said)) {
    return "handing";
  }
  return patterns.willing.test(said) ? "willing" : undefined;
}

/** True for a sentence that ends a conversation, not an article. */
export function isClosing(sentence: string): boolean {
  const said = bare(sentence);
  return patterns.closing.test(said) && !patterns.ofArticle.test(said);
}

/** A sentence in small letters, without emphasis, brackets, signs that open it and little pictures. */
function bare(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/\*\*|__|[\p{Extended_Pictographic}\u{FE0F}\u{200D}]/gu, "")
    .trim()
    .replace(/^[*_(¡¿]+|[*_)]+$/gu, "");
}
