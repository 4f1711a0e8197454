/**
 * What a model says when it declines, or speaks of itself instead of answering. Each is tried only
 * where an answer or one of its paragraphs begins: an article may quote such words, and go on.
 */
const verbs = {
  en: String.raw`(?:\p{L}+ly )?(?:help|assist|provide|fulfill?|comply|generate|create|write|produce|answer|respond|discuss|share|offer|continue|complete|engage|support|do (?:that|this)|process|access|browse)\b`,
  pt: String.raw`(?:\p{L}+mente )?(?:lhe |te |o |a )?(?:ajud|atend|cumpr|ger|cri|escrev|respond|fornec|produz|continu|complet|discut|compartilh|oferec|process|acess|realiz|faz|auxili)\p{L}*`,
  es: String.raw`(?:\p{L}+mente )?(?:te |le |lo )?(?:ayud|cumpl|gener|cre|escrib|respond|proporcion|produc|continu|complet|discut|compart|ofrec|proces|acced|realiz|hac|asist)\p{L}*`,
};
/** What is declined is what was asked for, which is named soon after. */
const asked = {
  en: String.raw`[\s\S]{0,60}?\b(?:that|this|these|those|your|you|requests?|content|internet|web)\b`,
  pt: String.raw`[\s\S]{0,60}?(?<!\p{L})(?:iss[oa]|isto|n?ess[ea]s?|n?est[ea]s?|d?ess[ea]s?|sua?s?|seus?|pedido|solicitação|conteúdo|você)(?!\p{L})`,
  es: String.raw`[\s\S]{0,60}?(?<!\p{L})(?:es[oae]s?|est[oae]s?|tus?|sus?|solicitud|petición|contenido)(?!\p{L})`,
};
const unable = String.raw`(?:can['’]?t|cannot|can not|won['’]?t|will not|(?:am|are|['’]m|['’]re)\s+(?:not able|unable) to|(?:must|have to) decline to)`;

const atStartOfAnswer: readonly string[] = [
  // An apology for not doing it.
  String.raw`(?:(?:i|we)(?:['’](?:m|re)| am| are)\s+(?:very |so |really |truly )?sorry|sorry|(?:my )?apologies|i apologi[sz]e)[\s\S]{0,40}?\b(?:i|we)\s*${unable}\s+${verbs.en}`,
  String.raw`(?:(?:me )?desculpe(?:-me)?|sinto muito|lament(?:o|amos)|peço desculpas)[\s\S]{0,40}?(?<!\p{L})não\s+(?:posso|podemos|consigo|conseguimos|sou capaz de|(?:me )?é possível)\s+${verbs.pt}`,
  String.raw`(?:lo siento|(?:lo )?lamento|disculpa|disculpe|perdón|me disculpo)[\s\S]{0,40}?(?<!\p{L})no\s+(?:puedo|podemos|(?:me )?es posible|soy capaz de)\s+${verbs.es}`,
  // Without an apology, only where it says that the request is not carried out.
  String.raw`(?:unfortunately,?\s+)?i\s*${unable}\s+${verbs.en}${asked.en}`,
  String.raw`(?:infelizmente,?\s+)?(?:eu\s+)?não\s+(?:posso|consigo|sou capaz de)\s+${verbs.pt}${asked.pt}`,
  String.raw`(?:lamentablemente,?\s+|desafortunadamente,?\s+)?(?:yo\s+)?no\s+(?:puedo|soy capaz de)\s+${verbs.es}${asked.es}`,
];

const atStartOfParagraph: readonly string[] = [
  // English
  String.raw`(?:as|being)\s+(?:an?|your)\s+(?:ai|a\.i\.|artificial intelligence|large language model|language model|chatbot|virtual assistant)(?:\s+(?:language )?(?:model|assistant|system|program))?(?:\s+(?:developed|trained|created|made)\s+by\s+\p{L}+)?\s*,?\s+(?:i\b|my\b)`,
  String.raw`i(?:['’]m| am)\s+(?:just |only )?(?:an?)\s+(?:ai|artificial intelligence|large language model|language model)\b`,
  String.raw`(?:my|as of my)\s+(?:(?:last|latest)\s+)?(?:knowledge\s+(?:cutoff|cut-off|update)|training data\s+(?:ends|only goes))`,
  // Portuguese
  String.raw`(?:como|sendo|por ser)\s+(?:um\s+|uma\s+|o\s+seu\s+)?(?:ia|inteligência artificial|modelo de linguagem|assistente(?: virtual| de ia)?|modelo de ia)(?:\s+(?:de ia|de inteligência artificial|desenvolvid[oa]|trein?ad[oa]|criad[oa])(?:\s+pel[oa]\s+\p{L}+)?)?\s*,?\s+(?:eu(?!\p{L})|meu(?!\p{L})|minha(?!\p{L})|(?:eu\s+)?não\s+(?:posso|tenho|consigo|sou|possuo|fui|estou))`,
  String.raw`(?:eu\s+)?sou\s+(?:apenas\s+|só\s+)?(?:um|uma)\s+(?:ia|inteligência artificial|modelo de linguagem|modelo de ia)(?!\p{L})`,
  // Spanish
  String.raw`(?:como|siendo|al ser)\s+(?:un\s+|una\s+)?(?:ia|inteligencia artificial|modelo de lenguaje|asistente(?: virtual| de ia)?|modelo de ia)(?:\s+(?:de ia|de inteligencia artificial|desarrollad[oa]|entrenad[oa]|cread[oa])(?:\s+por\s+\p{L}+)?)?\s*,?\s+(?:yo(?!\p{L})|mi(?!\p{L})|mis(?!\p{L})|no\s+(?:puedo|tengo|soy|poseo|fui|estoy))`,
  String.raw`(?:yo\s+)?soy\s+(?:solo\s+|sólo\s+)?(?:un|una)\s+(?:ia|inteligencia artificial|modelo de lenguaje|modelo de ia)(?!\p{L})`,
];

const starts = {
  answer: new RegExp(`^(?:${atStartOfAnswer.join("|")})`, "iu"),
  paragraph: new RegExp(`^(?:${atStartOfParagraph.join("|")})`, "iu"),
};

/** Heading signs, emphasis and list signs; not quotation marks, nor `>`: what is quoted is not said. */
const marks = /^[\s#*_-]+/u;
/** A word of courtesy may stand before a refusal. */
const courtesy =
  /^(?:hello|hi|olá|oi|hola|thank you[^.!\n]{0,40}|obrigad[oa][^.!\n]{0,40}|gracias[^.!\n]{0,40})[.!,]\s+/iu;

/**
 * The line on which an answer declines, or speaks as a language model, from 1; undefined when it
 * does not. Portuguese, English and Spanish.
 * @param text without code, line for line
 */
export function findRefusal(text: string): number | undefined {
  let isFirst = true;
  let line = 1;
  for (const paragraph of text.split(/(\n[ \t]*\n)/u)) {
    const said = paragraph.replace(marks, "").replace(courtesy, "");
    if (said !== "") {
      if (starts.paragraph.test(said) || (isFirst && starts.answer.test(said))) {
        return line + newlines(/^\s*/u.exec(paragraph)?.[0] ?? "");
      }
      // A refusal may stand below a heading of its own.
      if (!/^\s*#{1,6}\s/u.test(paragraph)) {
        isFirst = false;
      }
    }
    line += newlines(paragraph);
  }
  return undefined;
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}
