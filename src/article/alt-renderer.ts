import type { Answer } from "../answers/types.ts";
import type { Article } from "../job/types.ts";
import { type RenderAlt, renderText, toScope } from "./scope.ts";

/** Renders an article's alternative texts: those that quote answers, once it has learnt these. */
export interface AltRenderer {
  readonly render: RenderAlt;
  readonly learn: (answers: ReadonlyMap<string, Answer>) => Promise<void>;
}

export function openAltRenderer(article: Article): AltRenderer {
  let renderKnown: RenderAlt = (text) => renderText(text, toScope(article, new Map()));
  return {
    render: (text) => renderKnown(text),
    learn: async (answers) => {
      // What reads Markdown loads only for texts that quote answers.
      const { altForm, renderLine } = await import("./render-line.ts");
      renderKnown = (text) => renderLine(text, article, answers, altForm);
    },
  };
}
