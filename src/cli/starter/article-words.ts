interface Words {
  readonly system: string;
  readonly introduction: string;
  /** Heading and prompt. */
  readonly summary: readonly [string, string];
  /** Question and prompt. */
  readonly question: readonly [string, string];
  /** Heading and prompt; the summary follows. */
  readonly conclusion: readonly [string, string];
  /** What it shows, and its alternative text. */
  readonly picture: readonly [string, string];
  readonly usage: string;
}

const english: Words = {
  system: "Answer in plain English, in Markdown. Say so when something is not certain.",
  introduction: "An introduction in your own words.",
  summary: ["Summary", "Write a summary of {{ vars.topic }} in one paragraph."],
  question: [
    "Why does it matter?",
    "Why does {{ vars.topic }} matter? Answer in two short paragraphs.",
  ],
  conclusion: [
    "Conclusion",
    "Write the conclusion of an article about {{ vars.topic }}, in one paragraph. Its summary:",
  ],
  picture: [
    "A calm, bright illustration about {{ vars.topic }}",
    "An illustration of the article's topic",
  ],
  usage: "What it took",
};

/** The words of a new article, in the languages that Prelo's own words are in. */
const words: Readonly<Record<string, Words>> = {
  en: english,
  pt: {
    system: "Responda em português claro, em Markdown. Quando algo não for certo, diga isso.",
    introduction: "Uma introdução com as suas palavras.",
    summary: ["Resumo", "Escreva um resumo sobre {{ vars.topic }} em um parágrafo."],
    question: [
      "Por que isso importa?",
      "Por que {{ vars.topic }} importa? Responda em dois parágrafos curtos.",
    ],
    conclusion: [
      "Conclusão",
      "Escreva a conclusão de um artigo sobre {{ vars.topic }}, em um parágrafo. O resumo dele:",
    ],
    picture: [
      "Uma ilustração calma e clara sobre {{ vars.topic }}",
      "Uma ilustração do tema do artigo",
    ],
    usage: "O que foi usado",
  },
  es: {
    system: "Responde en español claro, en Markdown. Cuando algo no sea seguro, dilo.",
    introduction: "Una introducción con tus propias palabras.",
    summary: ["Resumen", "Escribe un resumen sobre {{ vars.topic }} en un párrafo."],
    question: [
      "¿Por qué importa?",
      "¿Por qué importa {{ vars.topic }}? Responde en dos párrafos cortos.",
    ],
    conclusion: [
      "Conclusión",
      "Escribe la conclusión de un artículo sobre {{ vars.topic }}, en un párrafo. Su resumen:",
    ],
    picture: [
      "Una ilustración tranquila y luminosa sobre {{ vars.topic }}",
      "Una ilustración del tema del artículo",
    ],
    usage: "Lo que se usó",
  },
  fr: {
    system: "Réponds en français clair, en Markdown. Dis-le quand quelque chose n’est pas certain.",
    introduction: "Une introduction avec tes propres mots.",
    summary: ["Résumé", "Écris un résumé sur {{ vars.topic }} en un paragraphe."],
    question: [
      "Pourquoi est-ce important ?",
      "Pourquoi {{ vars.topic }} est-il important ? Réponds en deux courts paragraphes.",
    ],
    conclusion: [
      "Conclusion",
      "Écris la conclusion d’un article sur {{ vars.topic }}, en un paragraphe. Son résumé :",
    ],
    picture: [
      "Une illustration calme et claire sur {{ vars.topic }}",
      "Une illustration du sujet de l’article",
    ],
    usage: "Ce qui a été utilisé",
  },
  de: {
    system: "Antworte in klarem Deutsch, in Markdown. Sag es, wenn etwas nicht sicher ist.",
    introduction: "Eine Einleitung in eigenen Worten.",
    summary: [
      "Zusammenfassung",
      "Schreib eine Zusammenfassung zu {{ vars.topic }} in einem Absatz.",
    ],
    question: [
      "Warum ist das wichtig?",
      "Warum ist {{ vars.topic }} wichtig? Antworte in zwei kurzen Absätzen.",
    ],
    conclusion: [
      "Fazit",
      "Schreib das Fazit eines Artikels über {{ vars.topic }}, in einem Absatz. Seine Zusammenfassung:",
    ],
    picture: [
      "Eine ruhige, helle Illustration zu {{ vars.topic }}",
      "Eine Illustration zum Thema des Artikels",
    ],
    usage: "Was verwendet wurde",
  },
  it: {
    system: "Rispondi in italiano chiaro, in Markdown. Quando qualcosa non è certo, dillo.",
    introduction: "Un’introduzione con parole tue.",
    summary: ["Riassunto", "Scrivi un riassunto su {{ vars.topic }} in un paragrafo."],
    question: [
      "Perché è importante?",
      "Perché {{ vars.topic }} è importante? Rispondi in due brevi paragrafi.",
    ],
    conclusion: [
      "Conclusione",
      "Scrivi la conclusione di un articolo su {{ vars.topic }}, in un paragrafo. Il suo riassunto:",
    ],
    picture: [
      "Un’illustrazione calma e luminosa su {{ vars.topic }}",
      "Un’illustrazione del tema dell’articolo",
    ],
    usage: "Che cosa è stato usato",
  },
};

/** The words in a language, its first part; in English for every other. */
export function articleWords(language: string): Words {
  return (Object.hasOwn(words, language) ? words[language] : undefined) ?? english;
}
