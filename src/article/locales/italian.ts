import type { Messages } from "./types.ts";

export const italian: Messages = {
  pictureUnavailable: "immagine non disponibile",
  enlarge: "Ingrandisci",
  close: "Chiudi",
  ai: "IA",
  aiPictures: (count) => (count === 1 ? "Immagine generata dall’IA" : "Immagini generate dall’IA"),
  numberOf: (number, of) => `${number} di ${of}`,
  allInOne: (formatted) => `Le ${formatted} immagini riunite in una`,
  sandboxNotice:
    "I testi e le immagini di questa pagina vengono dall’ambiente di prova (sandbox) integrato in Prelo, non da un modello: sono solo esempi.",
  watchVideo: "Guarda il video",
  colophon: {
    sandbox:
      "Articolo composto con Prelo; testi e immagini dell’ambiente di prova (sandbox) integrato, non di un modello.",
    alone: "Articolo composto con Prelo.",
    texts: (models) => `testi di ${models}`,
    images: (models) => `immagini di ${models}`,
    and: " e ",
    made: (parts, { texts }) =>
      `Articolo composto con Prelo; ${parts}, ${texts ? "generati" : "generate"} dall’intelligenza artificiale.`,
  },
  codeBox: (language) => (language === undefined ? "Codice" : `Codice (${language})`),
  tableBox: "Tabella",
  formulaBox: "Formula",
  headingLink: "Link a questo titolo",
  copy: "Copia",
  copied: "Copiato",
  done: "Fatto",
  toDo: "Da fare",
  contents: "In questa pagina",
  languages: "Lingue",
  footnotes: "Note",
  backToText: (footnote) => `Torna al testo della nota ${footnote}`,
  requests: (count, formatted) => `${formatted} ${count === 1 ? "chiamata" : "chiamate"}`,
  texts: (count, formatted) => `${formatted} ${count === 1 ? "testo" : "testi"}`,
  images: (count, formatted) => `${formatted} ${count === 1 ? "immagine" : "immagini"}`,
  usage: ({ requests, contents }) => `Questo articolo ha richiesto ${requests}: ${contents}.`,
  tokens: (input, output) => `Token: ${input} in ingresso e ${output} in uscita.`,
  tokensUnknown: "Token non comunicati.",
  tokensLeftOut: (count, formatted) =>
    count === 1
      ? `${formatted} risposta non indica i suoi token.`
      : `${formatted} risposte non indicano i loro token.`,
  models: (count, names) => `${count === 1 ? "Modello" : "Modelli"}: ${names}.`,
  cost: (formatted) => `Costo: ${formatted}.`,
  costUnknown: "Costo sconosciuto.",
  edited: (count, formatted) =>
    `${formatted} ${count === 1 ? "risposta è stata rivista" : "risposte sono state riviste"} da una persona.`,
  noUsage: "Questo articolo non ha richiesto chiamate.",
};
