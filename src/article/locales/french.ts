import type { Messages } from "./types.ts";

export const french: Messages = {
  pictureUnavailable: "image indisponible",
  enlarge: "Agrandir",
  close: "Fermer",
  ai: "IA",
  aiPictures: (count) => (count === 1 ? "Image générée par IA" : "Images générées par IA"),
  numberOf: (number, of) => `${number} sur ${of}`,
  allInOne: (formatted) => `Les ${formatted} images réunies en une`,
  sandboxNotice:
    "Les textes et les images de cette page viennent du bac à sable (sandbox) intégré à Prelo, pas d’un modèle\u00A0: ce ne sont que des exemples.",
  watchVideo: "Voir la vidéo",
  colophon: {
    sandbox:
      "Article assemblé avec Prelo\u00A0; textes et images du bac à sable (sandbox) intégré, pas d’un modèle.",
    alone: "Article assemblé avec Prelo.",
    texts: (models) => `textes de ${models}`,
    images: (models) => `images de ${models}`,
    and: " et ",
    made: (parts, { texts }) =>
      `Article assemblé avec Prelo\u00A0; ${parts}, ${texts ? "générés" : "générées"} par intelligence artificielle.`,
  },
  codeBox: (language) => (language === undefined ? "Code" : `Code (${language})`),
  tableBox: "Tableau",
  formulaBox: "Formule",
  headingLink: "Lien vers ce titre",
  copy: "Copier",
  copied: "Copié",
  done: "Fait",
  toDo: "À faire",
  contents: "Sur cette page",
  languages: "Langues",
  footnotes: "Notes",
  backToText: (footnote) => `Retour au texte de la note ${footnote}`,
  requests: (count, formatted) => `${formatted} ${count === 1 ? "requête" : "requêtes"}`,
  texts: (count, formatted) => `${formatted} ${count === 1 ? "texte" : "textes"}`,
  images: (count, formatted) => `${formatted} ${count === 1 ? "image" : "images"}`,
  usage: ({ requests, contents }) => `Cet article a demandé ${requests}\u00A0: ${contents}.`,
  tokens: (input, output) => `Tokens\u00A0: ${input} en entrée et ${output} en sortie.`,
  tokensUnknown: "Tokens non communiqués.",
  tokensLeftOut: (count, formatted) =>
    count === 1
      ? `${formatted} réponse n’indique pas ses tokens.`
      : `${formatted} réponses n’indiquent pas leurs tokens.`,
  models: (count, names) => `${count === 1 ? "Modèle" : "Modèles"}\u00A0: ${names}.`,
  cost: (formatted) => `Coût\u00A0: ${formatted}.`,
  costUnknown: "Coût inconnu.",
  edited: (count, formatted) =>
    `${formatted} ${count === 1 ? "réponse a été revue" : "réponses ont été revues"} par une personne.`,
  noUsage: "Cet article n’a demandé aucune requête.",
};
