/** A longer text is not quoted. */
export const longestQuote = 40;

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
