import type { Token } from "marked";
import { isFootnoteText } from "../../article/markdown/footnote-tokens.ts";
import { isMarkedToken } from "../../article/markdown/parser.ts";

/** A note or an address that texts refer to by its name. */
export interface Definition {
  readonly isUsedIn: (text: string) => boolean;
  readonly raw: string;
}

/** A block as what texts refer to; undefined for any other. */
export function toDefinition(token: Token): Definition | undefined {
  if (isFootnoteText(token)) {
    const mark = `[^${token.label.toLowerCase()}]`;
    return { raw: token.raw.trimEnd(), isUsedIn: (text) => text.toLowerCase().includes(mark) };
  }
  if (isMarkedToken(token) && token.type === "def") {
    const tag = token.tag.toLowerCase();
    return {
      raw: token.raw.trimEnd(),
      isUsedIn: (text) => text.toLowerCase().replaceAll(/\s+/g, " ").includes(`[${tag}]`),
    };
  }
  return undefined;
}

/** A text with what it refers to below it: notes may refer to others. */
export function withDefinitions(written: string, definitions: readonly Definition[]): string {
  let text = written;
  let left = definitions;
  for (;;) {
    const used = left.filter(({ isUsedIn }) => isUsedIn(text));
    if (used.length === 0) {
      return text;
    }
    text = [text, ...used.map(({ raw }) => raw)].join("\n\n");
    left = left.filter((each) => !used.includes(each));
  }
}
