import type { YAMLError } from "yaml";

export interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

interface Rule extends Explanation {
  readonly code: YAMLError["code"] | readonly YAMLError["code"][];
  /** In the parser's own message, where the same code stands for several mistakes. */
  readonly says?: RegExp;
  /** In the source, from where the error begins. */
  readonly at?: RegExp;
  /** In the line of the source before the one in which the error begins. */
  readonly below?: RegExp;
}

const quotesHint =
  "Put the whole text in quotes, or write it below the key as a block that begins with `|`.";
const keyHint = "Write `key: value`, with a space after the `:`.";
const columnsHint = "The keys of one group, and the `-` of one list, begin in the same column.";
const commaHint = "Between brackets, a text with a comma, a `: ` or a quote in it needs quotes.";

/** A text below begins in the next line: `prompt: |`, `>-`. */
const blockSign = /[|>][-+\d]{0,2}[ \t]*$/;

/** In their order: the first that fits explains. */
const rules: readonly Rule[] = [
  {
    code: "TAB_AS_INDENT",
    message: "A tab is used as indentation.",
    hint: "YAML takes only spaces: replace the tab by two spaces.",
  },
  {
    code: "MULTIPLE_DOCS",
    message: "The file holds more than one document: another begins here, at `---`.",
    hint: "Keep one document in each file.",
  },
  {
    code: ["BAD_INDENT", "MISSING_CHAR"],
    below: blockSign,
    message: "The text below `|` or `>` is not indented.",
    hint: "Indent it deeper than the key, by the same number of spaces in each line.",
  },
  {
    code: ["BAD_INDENT", "MISSING_CHAR"],
    says: /end with a \]/,
    message: "A `[` is opened here and never closed.",
    hint: "Add the `]`; what stands between them is indented deeper than the key.",
  },
  {
    code: ["BAD_INDENT", "MISSING_CHAR"],
    says: /end with a \}/,
    message: "A `{` is opened here and never closed.",
    hint: "Add the `}`; what stands between them is indented deeper than the key.",
  },
  {
    code: ["BLOCK_AS_IMPLICIT_KEY", "MISSING_CHAR"],
    says: /block sequence|Sequence item/,
    message: "This line is not indented as YAML needs it here.",
    hint: columnsHint,
  },
  {
    code: "BAD_INDENT",
    message: "This line is not indented as YAML needs it here.",
    hint: columnsHint,
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    at: /^[^\n]*:(?:\s|$)/,
    message: "There is a second `: ` in this line.",
    hint: quotesHint,
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    message: "This line is indented deeper than the key above, which has its text already.",
    hint: columnsHint,
  },
  {
    code: "MULTILINE_IMPLICIT_KEY",
    at: /^-[ \t]/,
    message: "A list of lines with `-` cannot stand between brackets.",
    hint: "Write `[a, b]`, or one line below the other without brackets.",
  },
  {
    code: "MULTILINE_IMPLICIT_KEY",
    message: "This line has no `: `, so that it reads as a part of the next key.",
    hint: keyHint,
  },
  {
    code: "NON_STRING_KEY",
    at: /^\{/,
    message: "A text that begins with `{` is read as a group of keys.",
    hint: quotesHint,
  },
  {
    code: "NON_STRING_KEY",
    message: "A key must be plain text.",
    hint: "A text that begins with `{`, `[` or `*` must stand in quotes.",
  },
  {
    code: ["BAD_ALIAS", "ALIAS_PROPS"],
    message: "`*` begins an alias, and no name follows.",
    hint: quotesHint,
  },
  {
    code: "MISSING_CHAR",
    says: /quote/,
    message: "A quote is opened here and never closed.",
    hint: "Add the closing quote.",
  },
  {
    code: "MISSING_CHAR",
    says: /map values|map keys/,
    message: "A key without a value, or a `:` is missing.",
    hint: keyHint,
  },
  {
    code: "MISSING_CHAR",
    says: /Missing , /,
    message: "A comma is missing before this.",
    hint: commaHint,
  },
  {
    code: "MISSING_CHAR",
    says: /Comments/,
    message: "A `#` that begins a comment needs a space before it.",
    hint: quotesHint,
  },
  {
    code: "MISSING_CHAR",
    says: /empty lines/,
    message: "An empty line above has more spaces than the text.",
    hint: "Take the spaces out of the empty lines at the beginning of the text.",
  },
  { code: "MISSING_CHAR", message: "A space or another sign is missing here.", hint: keyHint },
  {
    code: "BLOCK_IN_FLOW",
    message: "A comma is missing, or a text between brackets has a `: ` in it.",
    hint: commaHint,
  },
  {
    code: "UNEXPECTED_TOKEN",
    says: /^Not a YAML token/,
    message: "No text may follow `|` or `>` in the same line.",
    hint: "Begin the text in the next line, indented deeper than the key.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    says: /at node end/,
    message: "The value has ended before this, with its quote, its bracket or its alias.",
    hint: "Put the whole text in one pair of quotes.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    says: /^Unexpected (?:,|empty item)/,
    message: "There is a comma too many.",
    hint: commaHint,
  },
  {
    code: "UNEXPECTED_TOKEN",
    says: /block-seq-ind/,
    message: "A list cannot begin in the line of its key.",
    hint: "Begin it in the next line, or put a text that begins with `- ` in quotes.",
  },
  {
    code: "UNEXPECTED_TOKEN",
    says: /flow-(?:map|seq)-end/,
    message: "A bracket is closed here that was never opened.",
    hint: "Remove it, or put the text in quotes.",
  },
  {
    code: "BAD_DQ_ESCAPE",
    message: "A backslash in a text in double quotes begins no known sign.",
    hint: "Write two backslashes, or use single quotes.",
  },
  {
    code: "TAG_RESOLVE_FAILED",
    message: "A word that begins with `!` is a YAML tag, and this one is not known.",
    hint: quotesHint,
  },
  {
    code: "KEY_OVER_1024_CHARS",
    message: "A key is longer than 1,024 characters.",
    hint: quotesHint,
  },
  {
    code: ["RESOURCE_EXHAUSTION", "IMPOSSIBLE"],
    message: "The file is nested too deeply to be read.",
  },
];

const unexplained: Explanation = {
  message: "YAML does not expect this here.",
  hint: `Check the indentation, the quotes and the \`:\` and \`-\` signs around it. ${quotesHint}`,
};

/** Says in plain words what a YAML error means; never repeats the file's own text. */
export function explainYamlError(error: YAMLError, source: string): Explanation {
  const [start] = error.pos;
  if (error.code === "BAD_SCALAR_START") {
    const message = `A text without quotes cannot begin with \`${source.charAt(start)}\`.`;
    return { message, hint: quotesHint };
  }
  const rest = source.slice(start);
  const above = lineBefore(source, start);
  const fits = ({ code, says, at, below }: Rule): boolean =>
    (typeof code === "string" ? code === error.code : code.includes(error.code)) &&
    (says?.test(error.message) ?? true) &&
    (at?.test(rest) ?? true) &&
    (below?.test(above) ?? true);
  return rules.find(fits) ?? unexplained;
}

/** The last line with anything in it before the one that holds an offset. */
function lineBefore(source: string, offset: number): string {
  let end = source.lastIndexOf("\n", offset - 1);
  while (end > 0) {
    const begin = source.lastIndexOf("\n", end - 1) + 1;
    const line = source.slice(begin, end);
    if (line.trim() !== "") return line;
    end = begin - 1;
  }
  return "";
}
