import type { Messages } from "./types.ts";

export const spanish: Messages = {
  pictureUnavailable: "imagen no disponible",
  enlarge: "Ampliar",
  close: "Cerrar",
  ai: "IA",
  aiPictures: (count) => (count === 1 ? "Imagen generada por IA" : "Imágenes generadas por IA"),
  numberOf: (number, of) => `${number} de ${of}`,
  allInOne: (formatted) => `Las ${formatted} imágenes reunidas en una`,
  sandboxNotice:
    "Los textos y las imágenes de esta página vienen del entorno de pruebas (sandbox) incluido en Prelo, no de un modelo: son solo ejemplos.",
  watchVideo: "Ver el vídeo",
  codeBox: (language) => (language === undefined ? "Código" : `Código (${language})`),
  tableBox: "Tabla",
  formulaBox: "Fórmula",
  headingLink: "Enlace a este título",
  copy: "Copiar",
  copied: "Copiado",
  done: "Hecho",
  toDo: "Por hacer",
  contents: "En esta página",
  languages: "Idiomas",
  footnotes: "Notas",
  backToText: (footnote) => `Volver al texto de la nota ${footnote}`,
  colophon: {
    sandbox:
      "Artículo montado con Prelo; textos e imágenes del entorno de pruebas (sandbox) incluido, no de un modelo.",
    alone: "Artículo montado con Prelo.",
    texts: (models) => `textos de ${models}`,
    images: (models) => `imágenes de ${models}`,
    and: " e ",
    made: (parts, { images }) =>
      `Artículo montado con Prelo; ${parts}, ${images ? "generadas" : "generados"} por inteligencia artificial.`,
  },
  requests: (count, formatted) => `${formatted} ${count === 1 ? "solicitud" : "solicitudes"}`,
  texts: (count, formatted) => `${formatted} ${count === 1 ? "texto" : "textos"}`,
  images: (count, formatted) => `${formatted} ${count === 1 ? "imagen" : "imágenes"}`,
  usage: ({ requests, contents }) => `Este artículo necesitó ${requests}: ${contents}.`,
  tokens: (input, output) => `Tokens: ${input} de entrada y ${output} de salida.`,
  tokensUnknown: "Tokens no comunicados.",
  tokensLeftOut: (count, formatted) =>
    `${formatted} ${count === 1 ? "respuesta no comunica" : "respuestas no comunican"} sus tokens.`,
  models: (count, names) => `${count === 1 ? "Modelo" : "Modelos"}: ${names}.`,
  cost: (formatted) => `Coste: ${formatted}.`,
  costUnknown: "Coste desconocido.",
  edited: (count, formatted) =>
    `${formatted} ${count === 1 ? "respuesta fue revisada" : "respuestas fueron revisadas"} por una persona.`,
  noUsage: "Este artículo no necesitó solicitudes.",
};
