import type { Messages } from "./types.ts";

export const german: Messages = {
  pictureUnavailable: "Bild nicht verfügbar",
  enlarge: "Vergrößern",
  close: "Schließen",
  ai: "KI",
  aiPictures: (count) => (count === 1 ? "KI-generiertes Bild" : "KI-generierte Bilder"),
  numberOf: (number, of) => `${number} von ${of}`,
  allInOne: (formatted) => `Alle ${formatted} Bilder in einem`,
  sandboxNotice:
    "Die Texte und Bilder dieser Seite stammen aus der in Prelo eingebauten Sandbox, nicht von einem Modell: Sie sind nur Platzhalter.",
  watchVideo: "Video ansehen",
  colophon: {
    sandbox:
      "Artikel mit Prelo zusammengestellt; Texte und Bilder aus der eingebauten Sandbox, nicht von einem Modell.",
    alone: "Artikel mit Prelo zusammengestellt.",
    texts: (models) => `Texte von ${models}`,
    images: (models) => `Bilder von ${models}`,
    and: " und ",
    made: (parts) =>
      `Artikel mit Prelo zusammengestellt; ${parts}, erzeugt durch künstliche Intelligenz.`,
  },
  codeBox: (language) => (language === undefined ? "Code" : `Code (${language})`),
  tableBox: "Tabelle",
  formulaBox: "Formel",
  headingLink: "Link zu dieser Überschrift",
  copy: "Kopieren",
  copied: "Kopiert",
  done: "Erledigt",
  toDo: "Zu erledigen",
  contents: "Auf dieser Seite",
  languages: "Sprachen",
  footnotes: "Anmerkungen",
  backToText: (footnote) => `Zurück zum Text von Anmerkung ${footnote}`,
  requests: (count, formatted) => `${formatted} ${count === 1 ? "Anfrage" : "Anfragen"}`,
  texts: (count, formatted) => `${formatted} ${count === 1 ? "Text" : "Texte"}`,
  images: (count, formatted) => `${formatted} ${count === 1 ? "Bild" : "Bilder"}`,
  usage: ({ requests, contents }) => `Dieser Artikel brauchte ${requests}: ${contents}.`,
  tokens: (input, output) => `Tokens: ${input} Eingabe und ${output} Ausgabe.`,
  tokensUnknown: "Tokens nicht mitgeteilt.",
  tokensLeftOut: (count, formatted) =>
    `${formatted} ${count === 1 ? "Antwort nennt" : "Antworten nennen"} keine Tokens.`,
  models: (count, names) => `${count === 1 ? "Modell" : "Modelle"}: ${names}.`,
  cost: (formatted) => `Kosten: ${formatted}.`,
  costUnknown: "Kosten unbekannt.",
  edited: (count, formatted) =>
    `${formatted} ${count === 1 ? "Antwort wurde" : "Antworten wurden"} von einem Menschen überarbeitet.`,
  noUsage: "Dieser Artikel brauchte keine Anfragen.",
};
