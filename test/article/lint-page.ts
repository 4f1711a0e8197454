import { lint } from "markdownlint/sync";
import type { MicromarkToken, Rule } from "markdownlint";

/**
 * Rules on what somebody says, not on how it is written down: lines are as long as their paragraphs,
 * tags of the short list may stay, two lists side by side differ in their bullets, and commands, headings, quotes, numbers, emphasis and the texts of
 * links are as their author meant them.
 */
const wording = "MD004 MD013 MD014 MD024 MD026 MD028 MD029 MD033 MD036 MD059".split(" ");

/** What markdownlint says of a page, under its default rules but for those that do not fit. */
export function lintPage(markdown: string): readonly string[] {
  const disabled = Object.fromEntries(wording.map((rule) => [rule, false]));
  // The title in the front matter is no heading of the text.
  const MD025 = { front_matter_title: "" };
  const config = { default: true, MD025, ...disabled };
  const results = lint({ strings: { page: markdown }, config });
  const lines = markdown.split("\n");
  return (results["page"] ?? []).map(
    ({ ruleNames, lineNumber }) => `${ruleNames[0]} at ${lineNumber}: ${lines[lineNumber - 1]}`,
  );
}

/** The kinds of tokens that markdownlint's own parser, an independent one, sees in a text. */
export function tokenTypesOf(markdown: string): ReadonlySet<string> {
  return new Set(tokensOf(markdown).map(({ type }) => type));
}

/** Where the links and pictures of a text lead, for the same parser. */
export function destinationsOf(markdown: string): readonly string[] {
  return tokensOf(markdown)
    .filter(({ type }) => type === "resourceDestinationString" || type === "autolinkProtocol")
    .map(({ text }) => text);
}

/** The raw HTML of a text, for the same parser. */
export function htmlOf(markdown: string): readonly string[] {
  return tokensOf(markdown)
    .filter(({ type }) => type === "htmlFlow" || type === "htmlText")
    .map(({ text }) => text);
}

function tokensOf(markdown: string): readonly MicromarkToken[] {
  const all: MicromarkToken[] = [];
  const visit = (tokens: readonly MicromarkToken[]): void => {
    for (const token of tokens) {
      all.push(token);
      visit(token.children);
    }
  };
  const collect: Rule = {
    names: ["collect"],
    description: "collects tokens",
    tags: ["test"],
    parser: "micromark",
    function: ({ parsers }) => visit(parsers.micromark.tokens),
  };
  lint({
    strings: { page: markdown },
    config: { default: false, collect: true },
    customRules: [collect],
    frontMatter: null,
  });
  return all;
}
