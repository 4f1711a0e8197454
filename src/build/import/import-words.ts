/** What is asked for a text that is there already, should somebody want another. */
export interface ImportWords {
  readonly section: (heading: string, title: string, words: number) => string;
  readonly more: (heading: string, title: string, words: number) => string;
  readonly introduction: (title: string, words: number) => string;
  /** The alternative text of a picture that code gave. */
  readonly output: string;
}

const english: ImportWords = {
  section: (heading, title, words) =>
    `Write the section “${heading}” of the article “${title}”, in about ${words} words.`,
  more: (heading, title, words) =>
    `Go on with the section “${heading}” of the article “${title}”, in about ${words} words.`,
  introduction: (title, words) =>
    `Write the introduction of the article “${title}”, in about ${words} words.`,
  output: "Output of the code above",
};

const all: Readonly<Record<string, ImportWords>> = {
  en: english,
  pt: {
    section: (heading, title, words) =>
      `Escreva a seção “${heading}” do artigo “${title}”, em cerca de ${words} palavras.`,
    more: (heading, title, words) =>
      `Continue a seção “${heading}” do artigo “${title}”, em cerca de ${words} palavras.`,
    introduction: (title, words) =>
      `Escreva a introdução do artigo “${title}”, em cerca de ${words} palavras.`,
    output: "Saída do código acima",
  },
  es: {
    section: (heading, title, words) =>
      `Escribe la sección «${heading}» del artículo «${title}», en unas ${words} palabras.`,
    more: (heading, title, words) =>
      `Continúa la sección «${heading}» del artículo «${title}», en unas ${words} palabras.`,
    introduction: (title, words) =>
      `Escribe la introducción del artículo «${title}», en unas ${words} palabras.`,
    output: "Salida del código anterior",
  },
  fr: {
    section: (heading, title, words) =>
      `Écris la section « ${heading} » de l’article « ${title} », en ${words} mots environ.`,
    more: (heading, title, words) =>
      `Continue la section « ${heading} » de l’article « ${title} », en ${words} mots environ.`,
    introduction: (title, words) =>
      `Écris l’introduction de l’article « ${title} », en ${words} mots environ.`,
    output: "Résultat du code ci-dessus",
  },
  de: {
    section: (heading, title, words) =>
      `Schreib den Abschnitt „${heading}“ des Artikels „${title}“, in etwa ${words} Wörtern.`,
    more: (heading, title, words) =>
      `Führe den Abschnitt „${heading}“ des Artikels „${title}“ fort, in etwa ${words} Wörtern.`,
    introduction: (title, words) =>
      `Schreib die Einleitung des Artikels „${title}“, in etwa ${words} Wörtern.`,
    output: "Ausgabe des Codes darüber",
  },
  it: {
    section: (heading, title, words) =>
      `Scrivi la sezione «${heading}» dell’articolo «${title}», in circa ${words} parole.`,
    more: (heading, title, words) =>
      `Continua la sezione «${heading}» dell’articolo «${title}», in circa ${words} parole.`,
    introduction: (title, words) =>
      `Scrivi l’introduzione dell’articolo «${title}», in circa ${words} parole.`,
    output: "Risultato del codice qui sopra",
  },
};

/** The words in a language, by its tag; in English for every other. */
export function importWords(language: string): ImportWords {
  const [base = ""] = language.split("-");
  return (Object.hasOwn(all, base) ? all[base] : undefined) ?? english;
}
