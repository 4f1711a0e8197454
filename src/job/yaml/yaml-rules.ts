import type { YAMLError } from "yaml";

/** What a mistake in YAML is called, and what to do about it. */
export interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

/** The mistakes that a rule explains: those for which all that it names holds. */
export interface Rule extends Explanation {
  readonly code?: readonly YAMLError["code"][];
  /** The parser's own message, where one code stands for several mistakes. */
  readonly says?: RegExp;
  /** The source, from where the parser noticed it. */
  readonly at?: RegExp;
  /** The whole line in which the parser noticed it. */
  readonly line?: RegExp;
  /** True for lines that someone took for the text below `|` or `>`. */
  readonly isBlockText?: true;
  /** Where it stands, if not where the parser noticed it. */
  readonly place?: "quote" | "bracket" | "key" | "directive" | { readonly first: RegExp };
  /** True when the parser has lost its way: what it says of the rest follows from this. */
  readonly misleads?: true;
}

const quotesHint =
  "Put the whole text in quotes, or write it below the key as a block that begins with `|`.";
const keyHint = "Write `key: value`, with a space after the `:`.";
const columnsHint = "The keys of one group, and the `-` of one list, begin in the same column.";
const commaHint = "Between brackets, a text with a comma, a `: ` or a quote in it needs quotes.";
const closeHint = "What stands between the brackets is indented deeper than the key.";

/** What the parser says where a line does not begin as it should. */
const misread: Rule["code"] = [
  "BAD_ALIAS",
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
  "UNEXPECTED_TOKEN",
];

const tab = {
  message: "A tab is used as indentation.",
  hint: "YAML allows only spaces here: replace each tab with two spaces.",
  misleads: true,
} as const;
const misplaced = {
  message: "This line is not indented as YAML needs it here.",
  hint: columnsHint,
  misleads: true,
} as const;

const otherSpace = String.raw`[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]`;

/** In their order: the first that fits explains. */
export const rules: readonly Rule[] = [
  { code: ["TAB_AS_INDENT"], ...tab },
  { code: ["BAD_INDENT", "MISSING_CHAR"], line: /^ *\t/, ...tab },
  {
    code: misread,
    line: new RegExp(`^[ -]*(?:[\\w"'-]+:)?${otherSpace}`),
    message: "A no-break space, or another that is not plain, stands here.",
    hint: "Replace it with an ordinary space.",
    place: { first: new RegExp(otherSpace) },
    misleads: true,
  },
  {
    code: ["MULTIPLE_DOCS"],
    message: "The file holds more than one document: another begins here, at `---`.",
    hint: "Keep one document in each file.",
    misleads: true,
  },
  {
    says: /directives-end/,
    message: "A text without quotes cannot begin with `%`.",
    hint: quotesHint,
    place: "directive",
    misleads: true,
  },
  {
    code: misread,
    line: /^ *-[^\s-]/,
    message: "The `-` of a list needs a space behind it.",
    hint: "Write `- prompt: …`.",
    place: { first: /-/ },
    misleads: true,
  },
  {
    code: misread,
    line: /^ *[*•–—]\s/,
    message: "This is no sign of a list.",
    hint: "In YAML, an item of a list begins with `- `; a text of several lines goes below `|`.",
    place: { first: /[*•–—]/ },
    misleads: true,
  },
  {
    says: /^Not a YAML token|^Block scalar header/,
    message: "No text may follow `|` or `>` in the same line.",
    hint: "Begin the text on the next line, indented more than the key.",
  },
  {
    says: /empty lines/,
    message: "An empty line above has more spaces than the text.",
    hint: "Remove the spaces from the empty lines at the beginning of the text.",
  },
  {
    code: ["BAD_INDENT", "MISSING_CHAR", "MULTILINE_IMPLICIT_KEY"],
    isBlockText: true,
    message: "This line of the text below `|` or `>` begins too far left.",
    hint: "Indent all lines of the text deeper than the key, and none less than the first.",
    misleads: true,
  },
  {
    says: /end with a \]/,
    message: "A `[` is opened here and never closed.",
    hint: `Add the \`]\`. ${closeHint}`,
    place: "bracket",
    misleads: true,
  },
  {
    says: /end with a \}/,
    message: "A `{` is opened here and never closed.",
    hint: `Add the \`}\`. ${closeHint}`,
    place: "bracket",
    misleads: true,
  },
  {
    says: /^Missing closing/,
    message: "A quote is opened here and not closed in its own lines.",
    hint: "Add the closing quote; the further lines of a text are indented deeper than its key.",
    place: "quote",
    misleads: true,
  },
  {
    code: ["TAG_RESOLVE_FAILED"],
    message: "A word that begins with `!` is a YAML tag, and this one is not known.",
    hint: quotesHint,
  },
  {
    says: /^Tags and anchors/,
    message: "A text without quotes cannot begin with `!` or `&`.",
    hint: quotesHint,
    place: { first: /[!&]/ },
  },
  {
    code: ["BAD_ALIAS", "ALIAS_PROPS"],
    message: "`*` begins an alias, and no name follows.",
    hint: quotesHint,
  },
  {
    says: /at node end/,
    line: /(?:^|[:-]) *\*/,
    message: "A text without quotes cannot begin with `*`, which begins an alias.",
    hint: quotesHint,
    place: { first: /\*/ },
  },
  {
    says: /at node end/,
    line: /"""|'''/,
    message: "YAML knows no text between three quotes.",
    hint: "Write it below the key as a block that begins with `|`.",
    misleads: true,
  },
  {
    says: /at node end/,
    at: /^,/,
    message: "A comma follows the value.",
    hint: "Remove it: a line of YAML needs nothing at its end.",
  },
  {
    says: /at node end/,
    at: /^[\w"'-]+:(?:\s|$)/,
    message: "This line is not indented as the lines above are.",
    hint: columnsHint,
    misleads: true,
  },
  {
    says: /at node end/,
    message: "The value has ended before this, with its quote or its bracket.",
    hint: "Put all of the text in quotes; a quote of the same kind in it is written `''` or `\\\"`.",
  },
  { code: ["BAD_INDENT"], ...misplaced },
  { says: /block sequence may not|Sequence item/, ...misplaced },
  {
    code: ["BLOCK_AS_IMPLICIT_KEY"],
    at: /^\?\s/,
    message: "A text without quotes cannot begin with `?`.",
    hint: quotesHint,
  },
  {
    code: ["BLOCK_AS_IMPLICIT_KEY"],
    at: /^[^\n]*:(?:\s|$)/,
    message: "There is a second `: ` in this line.",
    hint: quotesHint,
  },
  {
    code: ["BLOCK_AS_IMPLICIT_KEY"],
    message: "This line goes on with the text of the key above, and has a `: ` in it.",
    hint: `${columnsHint} A text with \`: \` in it needs quotes, or stands below \`|\`.`,
    place: "key",
    misleads: true,
  },
  {
    code: ["MULTILINE_IMPLICIT_KEY"],
    at: /^-\s/,
    message: "A list of lines with `-` cannot stand between brackets.",
    hint: "Write `[a, b]`, or put each item on a line of its own, without brackets.",
  },
  {
    code: ["MULTILINE_IMPLICIT_KEY"],
    message: "This line has no `: `, so that it reads as a part of the next key.",
    hint: keyHint,
    misleads: true,
  },
  {
    code: ["NON_STRING_KEY"],
    at: /^\{/,
    message: "A text that begins with `{` is read as a group of keys.",
    hint: quotesHint,
  },
  {
    code: ["NON_STRING_KEY"],
    message: "A key must be plain text.",
    hint: "A text that begins with `{`, `[` or `*` must be in quotes.",
  },
  {
    says: /map values|map keys/,
    message: "A key without a value, or a `:` is missing.",
    hint: keyHint,
  },
  { says: /^Missing , /, message: "A comma is missing before this.", hint: commaHint },
  {
    says: /^Comments must/,
    message: "A `#` that begins a comment needs a space before it.",
    hint: quotesHint,
  },
  {
    code: ["MISSING_CHAR"],
    message: "A space or another sign is missing here.",
    hint: keyHint,
  },
  {
    code: ["BLOCK_IN_FLOW"],
    message: "A comma is missing, or a text between brackets has a `: ` in it.",
    hint: commaHint,
  },
  { says: /^Unexpected (?:,|empty item)/, message: "There is a comma too many.", hint: commaHint },
  {
    says: /block-seq-ind/,
    message: "A list cannot begin in the line of its key.",
    hint: "Begin it on the next line, or put a text that begins with `- ` in quotes.",
  },
  {
    says: /flow-(?:map|seq)-end/,
    message: "A bracket is closed here that was never opened.",
    hint: "Remove it, or put the text in quotes.",
    misleads: true,
  },
  {
    code: ["BAD_SCALAR_START"],
    at: /^`/,
    message: "A text without quotes cannot begin with a backtick.",
    hint: quotesHint,
  },
  {
    code: ["BAD_SCALAR_START"],
    // With the sign itself in place of the dots.
    message: "A text without quotes cannot begin with `…`.",
    hint: quotesHint,
  },
  {
    code: ["BAD_DQ_ESCAPE"],
    message: "A backslash in double quotes must begin an escape sequence, such as \\n.",
    hint: "Write two backslashes, or use single quotes.",
  },
  {
    code: ["KEY_OVER_1024_CHARS"],
    message: "A key is longer than 1,024 characters.",
    hint: quotesHint,
  },
  {
    code: ["RESOURCE_EXHAUSTION", "IMPOSSIBLE"],
    message: "The file is nested too deeply to be read.",
    misleads: true,
  },
  {
    message: "YAML does not expect this here.",
    hint: `Check the indentation, the quotes and the \`:\` and \`-\` signs around it. ${quotesHint}`,
    misleads: true,
  },
];
