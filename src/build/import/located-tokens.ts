import type { Token, Tokens } from "marked";
import { countBreaks } from "../../article/page-lines.ts";

/** A block of Markdown, and the line of the file on which it begins. */
export interface Located {
  readonly token: Token;
  readonly line: number;
}

/** Blocks one after another, with their lines. */
export function locate(tokens: readonly Token[], firstLine: number): readonly Located[] {
  let line = firstLine;
  return tokens.map((token) => {
    // Blank lines before a block are its own to the lexer.
    const start = line + countBreaks(/^\n*/.exec(token.raw)?.[0] ?? "");
    line += countBreaks(token.raw);
    return { token, line: start };
  });
}

/** A part that opens at a click is one text, whatever stands in it. */
export function joinDetails(located: readonly Located[]): readonly Located[] {
  const joined: Located[] = [];
  let open: { raw: string; line: number; depth: number } | undefined;
  for (const each of located) {
    const { raw } = each.token;
    const isHtml = each.token.type === "html";
    const change = isHtml ? countTags(raw, /<details\b/gi) - countTags(raw, /<\/details/gi) : 0;
    if (open === undefined && change <= 0) {
      const isWhole = isHtml && /<details\b/i.test(raw);
      joined.push(isWhole ? { ...each, token: asText(raw) } : each);
      continue;
    }
    open ??= { raw: "", line: each.line, depth: 0 };
    open.raw += raw;
    open.depth += change;
    if (open.depth <= 0) {
      joined.push({ token: asText(open.raw), line: open.line });
      open = undefined;
    }
  }
  return open === undefined ? joined : [...joined, { token: asText(open.raw), line: open.line }];
}

function countTags(text: string, tag: RegExp): number {
  return text.match(tag)?.length ?? 0;
}

/** A token that is taken as it is written. */
function asText(raw: string): Token {
  return { type: "text", raw, text: raw, escaped: false } satisfies Tokens.Text;
}
