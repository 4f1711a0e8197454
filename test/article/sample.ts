import type { Picture } from "../../src/blocks/sections.ts";
import type { ImageFormat } from "../../src/job/types.ts";
import type { ArticleDocument, Section, UsageTotals } from "../../src/article/types.ts";

/** A picture with two widths in each format. */
export function makePicture(name: string, change: Partial<Picture> = {}): Picture {
  const formats: readonly ImageFormat[] = ["webp", "jpeg"];
  return {
    alt: `Casa ${name}`,
    placeholder: false,
    model: "gpt-image-2",
    variants: formats.flatMap((format) =>
      [480, 960].map((widthPx) => ({
        file: `img/${name}-${widthPx}w.0a1b2c3d.${format}`,
        format,
        widthPx,
        heightPx: widthPx,
        bytes: format === "webp" ? 800 : 1000,
        sha256: "0".repeat(64),
      })),
    ),
    ...change,
  };
}

export const usage: UsageTotals = {
  requests: 12,
  textAnswers: 9,
  images: 10,
  inputTokens: 1234,
  outputTokens: 56789,
  answersWithoutTokens: 0,
  costUsd: 0.0312,
  models: ["gpt-5.4-mini", "gpt-image-2"],
  textModels: ["gpt-5.4-mini"],
  imageModels: ["gpt-image-2"],
  editedAnswers: 1,
};

const answer = `# Resumo

O ChatGPT é um **modelo de linguagem** treinado em *grandes* volumes de texto.

### Como funciona:

1. **Pré-treinamento**
- lê textos
- prevê a próxima palavra
2. **Ajuste fino**

\`\`\`
print("oi")
\`\`\`

3. **Uso**

| Modelo | Tokens | Nota |
|---|--:|:-:|
| pequeno | 1.000 | boa |
| grande | 20.000 | <b>ótima</b> |

> Uma citação com \`código\` e uma fórmula $E = mc^2$.

$$
\\sum_{i=1}^n x_i * y_i
$$

**Vantagens**

- [ ] fazer
- [x] feito

Veja https://exemplo.org/a_b ou [aqui](https://exemplo.org/x "t"). ![gráfico](https://exemplo.org/g.png)
`;

/** An article with a block of every kind. */
export function makeArticle(change: Partial<ArticleDocument> = {}): ArticleDocument {
  const sections: readonly Section[] = [
    {
      kind: "markdown",
      id: "abertura",
      level: 2,
      source: "author",
      markdown:
        "Este artigo apresenta o *ChatGPT*: o que é, como foi treinado e o que faz bem. Foi montado a partir de perguntas feitas ao próprio modelo.",
    },
    {
      kind: "poster",
      id: "video",
      heading: "ChatGPT",
      level: 2,
      url: "https://youtu.be/abcdefghijk",
      picture: makePicture("poster", { alt: "Tela do ChatGPT" }),
    },
    {
      kind: "markdown",
      id: "resumo",
      heading: "Resumo",
      level: 2,
      source: "model",
      markdown: answer,
    },
    {
      kind: "markdown",
      id: "treino",
      heading: "Como é feito o treinamento do modelo?",
      level: 2,
      source: "model",
      markdown: "Em duas fases.\n\n**Vantagens**\n\nSão muitas, e `snake_case` fica.",
    },
    {
      kind: "code",
      id: "codigos",
      heading: "Códigos",
      level: 2,
      samples: [
        {
          label: "Python",
          language: "python",
          code: 'import requests\n\nprint(requests.get("https://exemplo.org").text)\n',
        },
        { label: "curl", language: "bash", code: "curl https://exemplo.org <<'JSON'\n```\nJSON\n" },
      ],
    },
    {
      kind: "gallery",
      id: "casa",
      heading: "Desenhe uma casa branca.",
      level: 2,
      layout: "grid",
      caption: "Dez casas",
      pictures: Array.from({ length: 10 }, (_, index) => makePicture(`casa-${index + 1}`)),
    },
    {
      kind: "gallery",
      id: "par",
      heading: "Duas casas",
      level: 3,
      layout: "grid",
      pictures: [makePicture("par-1"), makePicture("par-2", { placeholder: true })],
    },
    {
      kind: "gallery",
      id: "pilha",
      heading: "Uma sobre a outra",
      level: 3,
      layout: "stack",
      caption: "Um par.",
      pictures: [makePicture("pilha-1")],
    },
    {
      kind: "references",
      id: "referencias",
      heading: "Referências",
      level: 2,
      references: [
        { title: "OpenAI [docs] & *API*", url: "https://exemplo.org/docs?a=1&b=2" },
        { title: "Wikipédia", url: "https://pt.wikipedia.org/wiki/GPT_(modelo)" },
      ],
    },
    { kind: "usage", id: "uso", heading: "O que este artigo custou", level: 2 },
  ];
  return {
    slug: "chatgpt",
    title: "ChatGPT: uma visão geral",
    language: "pt-BR",
    author: "Ana Souza",
    description:
      "O que é o ChatGPT, como foi treinado e o que sabe fazer, nas palavras dele mesmo.",
    date: "2026-11-23",
    tags: ["ia", "api"],
    cover: "img/casa-1-960w.0a1b2c3d.jpeg",
    toc: false,
    sections,
    usage,
    aiNote: true,
    sandbox: false,
    ...change,
  };
}

/** Every file that an article's page may point at. */
export function filesOf(article: ArticleDocument): ReadonlySet<string> {
  const pictures = article.sections.flatMap((section) => {
    if (section.kind === "gallery") {
      return section.pictures;
    }
    return section.kind === "poster" ? [section.picture] : [];
  });
  return new Set(pictures.flatMap(({ variants }) => variants.map(({ file }) => file)));
}
