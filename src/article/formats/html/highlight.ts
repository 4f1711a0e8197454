import type { HighlighterCore } from "@shikijs/core";
import { escapeHtml } from "./escape-html.ts";
import { findGrammar } from "./grammars.ts";

/** What colours the code of one page. */
export interface Highlighter {
  /** Code as HTML, its text unchanged; undefined when it is shown without colours. */
  readonly highlight: (language: string, code: string) => string | undefined;
  /** Gives its grammars back; it is of no use after that. */
  readonly dispose: () => void;
}

const plain: Highlighter = { highlight: () => undefined, dispose: () => undefined };
const themeName = "classes";
const variablePrefix = "--";
/**
 * Lines longer than this, in characters, are shown plain, and so is longer code. Grammars take a
 * time that grows with the square of a line, or worse. A limit of time would end it as well, but
 * the same page would come out in other colours on a slower machine.
 */
const longestLine = 500;
const longestCode = 50_000;
const noTimeLimit = 0;

/** What a kind of token is called in the style sheet. */
const classes: Readonly<Record<string, string>> = {
  "token-comment": "c",
  "token-constant": "n",
  "token-function": "f",
  "token-inserted": "s",
  "token-deleted": "k",
  "token-keyword": "k",
  "token-link": "s",
  "token-parameter": "p",
  "token-string": "s",
  "token-string-expression": "s",
};

/**
 * Loads what highlights these languages, and nothing when none of them is known. Each page has
 * its own: a grammar colours what it embeds only when that is loaded too, and a page may not
 * depend on which others were set before it.
 * @param languages as they stand behind the fences
 */
export async function loadHighlighter(languages: Iterable<string>): Promise<Highlighter> {
  const wanted = [...new Set(languages)].flatMap((language) => {
    const grammar = findGrammar(language);
    return grammar === undefined ? [] : [{ language, grammar }];
  });
  if (wanted.length === 0) {
    return plain;
  }
  const { createCssVariablesTheme, createHighlighterCore } = await import("@shikijs/core");
  const { createJavaScriptRegexEngine } = await import("@shikijs/engine-javascript");
  const highlighter = await createHighlighterCore({
    themes: [createCssVariablesTheme({ name: themeName, variablePrefix })],
    langs: [],
    // Patterns that JavaScript cannot express are left out: no grammar fails for them.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const names = new Map<string, string>();
  for (const { language, grammar } of wanted) {
    const registrations = (await grammar()).default;
    await highlighter.loadLanguage(registrations);
    // The last one is the language itself; before it come those that it embeds.
    const name = registrations.at(-1)?.name;
    if (name !== undefined) {
      names.set(language, name);
    }
  }
  return {
    highlight: (language, code) => {
      const name = names.get(language);
      if (name === undefined || code.length > longestCode) {
        return undefined;
      }
      return renderTokens(highlighter, name, code);
    },
    dispose: () => highlighter.dispose(),
  };
}

function renderTokens(highlighter: HighlighterCore, lang: string, code: string): string {
  const lines = highlighter.codeToTokensBase(code, {
    lang,
    theme: themeName,
    tokenizeMaxLineLength: longestLine,
    tokenizeTimeLimit: noTimeLimit,
  });
  return lines
    .map((tokens) =>
      tokens
        .map(({ content, color = "" }) => {
          const kind = classes[color.slice(`var(${variablePrefix}`.length, -1)];
          const text = escapeHtml(content);
          return kind === undefined || content.trim() === ""
            ? text
            : `<span class="${kind}">${text}</span>`;
        })
        .join(""),
    )
    .join("\n");
}
