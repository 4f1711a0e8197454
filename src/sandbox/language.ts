const languages = ["pt", "en", "es"] as const;
export type Language = (typeof languages)[number];

/** Frequent words that hardly occur in the other two languages. */
const stopWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  pt: new Set(
    "o os um uma em do da dos das no na nos nas ao não são é com para por que você como sobre mais muito seu sua seja também escreva explique responda crie faça".split(
      " ",
    ),
  ),
  en: new Set(
    "the of and to in is are for with that this it you what how about on an be or from write explain answer describe make".split(
      " ",
    ),
  ),
  es: new Set(
    "el los las un una en del y con para por que qué cómo sobre más muy su sus es son usted también al lo escribe escriba explica explique responde responda crea haz".split(
      " ",
    ),
  ),
};

/** Names of the languages; an instruction that names one asks for it. */
const names: Readonly<Record<Language, RegExp>> = {
  pt: /\bportugu[eê]se?\b/i,
  en: /\b(?:english|ingl[eê]s|inglés)\b/i,
  es: /\b(?:spanish|espanhol|español|castellano)(?![\p{L}])/iu,
};

function guessByWords(text: string): Language | undefined {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best: Language | undefined;
  let bestScore = 0;
  for (const language of languages) {
    const score = words.filter((word) => stopWords[language].has(word)).length;
    if (score > bestScore) {
      best = language;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The language in which an answer is expected: the one that the instructions name, else the one
 * they are written in, else the prompt's, else English.
 */
export function guessLanguage(prompt: string, instructions = ""): Language {
  const named = languages.filter((language) => names[language].test(instructions));
  const [only, another] = named;
  if (only !== undefined && another === undefined) {
    return only;
  }
  return guessByWords(instructions) ?? guessByWords(prompt) ?? "en";
}
