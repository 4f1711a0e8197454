const fenced = /^\s*(`{3,}|~{3,})(?:json[c5]?)?[ \t]*\r?\n([\s\S]*?)\n[ \t]*\1[ \t]*\s*$/i;

/**
 * The JSON of an answer; a code fence around it is no part of it.
 * @throws SyntaxError
 */
export function parseJson(body: string): unknown {
  return JSON.parse(fenced.exec(body)?.[2] ?? body);
}
