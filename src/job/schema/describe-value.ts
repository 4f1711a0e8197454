const longestQuote = 40;

/** A value as a person would name it: `the number 5`, `a list`, `the text "x"`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) {
    return "empty";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  if (typeof value === "string") {
    return value.length > longestQuote ? "a longer text" : `the text ${JSON.stringify(value)}`;
  }
  if (typeof value === "number") {
    return `the number ${value}`;
  }
  return typeof value === "boolean" ? String(value) : "a group of keys";
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of `key: value` lines",
  record: "a group of `key: value` lines",
};

/** What a schema's type is called: `text`, `a whole number`, `a list`. */
export function describeType(expected: string): string {
  return typeNames[expected] ?? expected;
}

/**
 * What to do when `value` is of the wrong type, where that is plain to see.
 * @param key what it stands under: a name, or a number in a list
 */
export function adviseOnType(
  expected: string,
  key: PropertyKey | undefined,
  value: unknown,
): string | undefined {
  const prefix = typeof key === "string" ? `${key}: ` : "";
  if (value === null) {
    return `Give it a value, or remove ${prefix === "" ? "it" : "the key"}.`;
  }
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return `Put it in quotes: \`${prefix}"${String(value)}"\`.`;
  }
  if (expected === "string" && typeof value === "object" && !Array.isArray(value)) {
    return "A text that holds `: ` or begins with `{` must stand in quotes.";
  }
  if (["number", "int"].includes(expected) && typeof value === "string") {
    const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
    if (isNumber) {
      return `Write it without quotes: \`${prefix}${value.trim()}\`.`;
    }
    const hasComma = /^-?\d+,\d+$/.test(value);
    return hasComma ? `Write a point: \`${prefix}${value.replace(",", ".")}\`.` : undefined;
  }
  if (expected === "boolean" && typeof value === "string") {
    return "Write true or false, without quotes.";
  }
  if (expected === "array" && typeof value === "string") {
    return value.length > longestQuote
      ? "Write it as a list: one line for each entry, beginning with `- `."
      : `Write it as a list: \`${prefix}[${JSON.stringify(value)}]\`.`;
  }
  return undefined;
}
