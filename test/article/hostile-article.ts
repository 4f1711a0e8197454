import type { ArticleDocument, Section } from "../../src/article/types.ts";
import { makeArticle, makePicture, usage } from "./sample.ts";

/** An article that has a text in every place that a text can have. */
export function hostileArticle(text: string): ArticleDocument {
  const picture = makePicture("a", { alt: text, preview: text });
  const common = { id: "x", heading: text, level: 2 } as const;
  const sections: readonly Section[] = [
    { ...common, kind: "markdown", source: "model", markdown: text },
    {
      ...common,
      kind: "markdown",
      source: "author",
      markdown: `a ${text}\n\n- ${text}\n\n|${text}|\n|-|\n|${text}|`,
    },
    {
      ...common,
      kind: "gallery",
      layout: "grid",
      caption: text,
      pictures: [picture, { ...picture, placeholder: true }],
    },
    { ...common, kind: "poster", url: text, picture },
    { ...common, kind: "poster", url: "https://e.org", picture },
    { ...common, kind: "code", samples: [{ language: text, code: text, label: text }] },
    { ...common, kind: "references", references: [{ title: text, url: text }] },
    { ...common, kind: "usage" },
  ];
  const models = [text];
  return makeArticle({
    title: text,
    language: text,
    author: text,
    description: text,
    date: text,
    tags: [text],
    cover: text,
    sections,
    usage: { ...usage, models, textModels: models, imageModels: models },
  });
}
