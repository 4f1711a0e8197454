/**
 * The sandbox's translation of what such a request holds: the text itself, marked with the language, so
 * that a page shows what it will consist of.
 * @returns undefined for a prompt that asks for no translation
 */
export function translate(prompt: string): string | undefined {
  const [, language, text] = /(?:^|\n)Target language: ([\w-]+)\n\n([\s\S]+)$/.exec(prompt) ?? [];
  if (language === undefined || text === undefined) {
    return undefined;
  }
  const lines = readLines(text);
  return lines === undefined
    ? text.replace(/^(?=\p{L})/mu, `(${language}) `)
    : JSON.stringify(
        Object.fromEntries(lines.map(([key, line]) => [key, `${line} (${language})`])),
        null,
        2,
      );
}

/** The short texts of a page come as JSON. */
function readLines(text: string): readonly (readonly [string, string])[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([key, line]) => [key, String(line)] as const)
      : undefined;
  } catch {
    return undefined;
  }
}
