import type { YAMLError } from "yaml";

export interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

const quotesHint =
  "Put the whole text in quotes, or write it below the key as a block that begins with `|`.";

/** Says in plain words what a YAML error means; never repeats the file's own text. */
export function explainYamlError(error: YAMLError, source: string): Explanation {
  const [start] = error.pos;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return {
        message: "A tab is used as indentation.",
        hint: "YAML takes only spaces: replace the tab by two spaces.",
      };
    case "MULTIPLE_DOCS":
      return {
        message: "The file holds more than one document: another begins here, at `---`.",
        hint: "Keep one document in each file.",
      };
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return {
        message: "There is a second `: ` in this line, or a line break in a key.",
        hint: quotesHint,
      };
    case "NON_STRING_KEY":
      return source.startsWith("{", start)
        ? { message: "A text that begins with `{` is read as a group of keys.", hint: quotesHint }
        : { message: "A key must be plain text." };
    case "BAD_SCALAR_START":
      return {
        message: `A text without quotes cannot begin with \`${source.charAt(start)}\`.`,
        hint: quotesHint,
      };
    case "BAD_ALIAS":
    case "ALIAS_PROPS":
      return { message: "`*` begins an alias, and no name follows.", hint: quotesHint };
    case "BAD_INDENT":
      return {
        message: "This line is not indented as YAML needs it here.",
        hint: "The keys of one group, and the `-` of one list, begin in the same column.",
      };
    case "MISSING_CHAR":
      return explainMissing(error.message);
    case "BAD_DQ_ESCAPE":
      return {
        message: "A backslash in a text in double quotes begins no known sign.",
        hint: "Write two backslashes, or use single quotes.",
      };
    case "TAG_RESOLVE_FAILED":
      return {
        message: "A word that begins with `!` is a YAML tag, and this one is not known.",
        hint: quotesHint,
      };
    case "KEY_OVER_1024_CHARS":
      return { message: "A key is longer than 1,024 characters.", hint: quotesHint };
    case "RESOURCE_EXHAUSTION":
    case "IMPOSSIBLE":
      return { message: "The file is nested too deeply to be read." };
    case "UNEXPECTED_TOKEN":
    case "BAD_COLLECTION_TYPE":
    case "BAD_DIRECTIVE":
    case "BAD_PROP_ORDER":
    case "BLOCK_IN_FLOW":
    case "DUPLICATE_KEY":
    case "MULTIPLE_ANCHORS":
    case "MULTIPLE_TAGS":
    default:
      return {
        message: "YAML does not expect this here.",
        hint: `Check the indentation, the quotes and the \`:\` and \`-\` signs around it. ${quotesHint}`,
      };
  }
}

function explainMissing(message: string): Explanation {
  if (message.includes("quote")) {
    return { message: "A quote is opened here and never closed.", hint: "Add the closing quote." };
  }
  if (message.includes("map values") || message.includes("map keys")) {
    return {
      message: "A key without a value, or a `:` is missing.",
      hint: "Write `key: value`, with a space after the `:`.",
    };
  }
  return {
    message: "A sign is missing here, such as a comma or a closing `]` or `}`.",
    hint: "Check that every bracket is closed.",
  };
}
