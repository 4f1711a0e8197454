import type { Messages } from "./types.ts";

export const portuguese: Messages = {
  pictureUnavailable: "imagem indisponível",
  enlarge: "Ampliar",
  close: "Fechar",
  ai: "IA",
  aiPictures: (count) => (count === 1 ? "Imagem gerada por IA" : "Imagens geradas por IA"),
  numberOf: (number, of) => `${number} de ${of}`,
  allInOne: (formatted) => `As ${formatted} imagens reunidas em uma`,
  sandboxNotice:
    "Os textos e as imagens desta página vêm do ambiente de testes (sandbox) embutido no Prelo, não de um modelo: são apenas exemplos.",
  watchVideo: "Assistir ao vídeo",
  codeBox: (language) => (language === undefined ? "Código" : `Código (${language})`),
  tableBox: "Tabela",
  formulaBox: "Fórmula",
  headingLink: "Link para este título",
  copy: "Copiar",
  copied: "Copiado",
  done: "Feito",
  toDo: "A fazer",
  contents: "Nesta página",
  languages: "Idiomas",
  footnotes: "Notas",
  backToText: (footnote) => `Voltar ao texto da nota ${footnote}`,
  colophon: {
    sandbox:
      "Artigo montado com Prelo; textos e imagens do ambiente de testes (sandbox) embutido, não de um modelo.",
    alone: "Artigo montado com Prelo.",
    texts: (models) => `textos de ${models}`,
    images: (models) => `imagens de ${models}`,
    and: " e ",
    made: (parts, { images }) =>
      `Artigo montado com Prelo; ${parts}, ${images ? "geradas" : "gerados"} por inteligência artificial.`,
  },
  requests: (count, formatted) => `${formatted} ${count === 1 ? "requisição" : "requisições"}`,
  texts: (count, formatted) => `${formatted} ${count === 1 ? "texto" : "textos"}`,
  images: (count, formatted) => `${formatted} ${count === 1 ? "imagem" : "imagens"}`,
  usage: ({ requests, contents }) => `Este artigo precisou de ${requests}: ${contents}.`,
  tokens: (input, output) => `Tokens: ${input} de entrada e ${output} de saída.`,
  tokensUnknown: "Tokens não informados.",
  tokensLeftOut: (count, formatted) =>
    `${formatted} ${count === 1 ? "resposta não informa" : "respostas não informam"} seus tokens.`,
  models: (count, names) => `${count === 1 ? "Modelo" : "Modelos"}: ${names}.`,
  cost: (formatted) => `Custo: ${formatted}.`,
  costUnknown: "Custo desconhecido.",
  edited: (count, formatted) =>
    `${formatted} ${count === 1 ? "resposta foi revista" : "respostas foram revistas"} por uma pessoa.`,
  noUsage: "Este artigo não precisou de requisições.",
};
