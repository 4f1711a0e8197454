const fenced = /^\s*(`{3,}|~{3,})(?:json[c5]?)?[ \t]*\r?\n([\s\S]*?)\n[ \t]*\1[ \t]*\s*$/i;

/**
 * The JSON of an answer; a code fence around it is no part of it.
 * @throws SyntaxError
 */
export function parseJson(body: string): unknown {
  return JSON.parse(fenced.exec(body)?.[2] ?? body);
}

/**
 * The line of an answer, from 1, on which it ceases to be JSON.
 * @param reason the message of the error that {@link parseJson} threw
 */
export function lineOfFault(body: string, reason: string): number {
  const json = fenced.exec(body)?.[2] ?? body;
  const before = body.slice(0, body.indexOf(json) + offsetOfFault(json, reason));
  return before.split("\n").length;
}

/** V8 tells a position, or the ten characters on either side of it, or that the text ends too early. */
function offsetOfFault(json: string, reason: string): number {
  const end = json.trimEnd().length;
  const position = /position (\d+)/.exec(reason)?.[1];
  if (position !== undefined) {
    return Math.min(Number(position), end);
  }
  const [, cut = "", around = ""] =
    /, (\.\.\.)?"([^]*)"(?:\.\.\.)? is not valid/.exec(reason) ?? [];
  if (around === "") {
    return end;
  }
  const [, token = ""] = /^Unexpected token '(.+?)', /su.exec(reason) ?? [];
  const start = json.indexOf(around);
  return cut === "" ? json.indexOf(token, start) : start + contextLength;
}

const contextLength = 10;
