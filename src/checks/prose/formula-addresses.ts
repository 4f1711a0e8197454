/** Commands of TeX's with which a renderer links, loads, or writes HTML. */
const linking =
  "href|url|nolinkurl|hyper(?:ref|link|target)|includegraphics|includesvg|html(?:class|id|style|data|@mathml)|cssid|bbox|mmltoken|require|csname";
/** The same, and what makes a command without naming it. Macros only use what is written in them. */
const refused = `${linking}|class|style|data|tooltip|texttip|mathtip|endcsname|catcode|scantokens|input|include|special|write\\d*|openin|openout|read|immediate`;

const commandOf = (names: string): string => String.raw`\\(?:${names})(?![A-Za-z@])`;
const refusedCommand = new RegExp(commandOf(refused), "i");
const linkingCommand = new RegExp(`^${commandOf(linking)}`, "i");
/** Letters by number, as HTML and TeX write them; and a backslash by name. */
const spelledOut = /&#|&bsol|\^\^/i;
const scheme = /(?:java|vb|live)script\s*:|\bdata:[a-z]+\//i;

/**
 * True for what stands between a formula's delimiters when it could lead a reader somewhere, or load
 * something. What becomes of it would be a renderer's decision: none is published as a formula.
 */
export function carriesAddress(content: string): boolean {
  return refusedCommand.test(content) || spelledOut.test(content) || scheme.test(content);
}

/** True for a text that begins with a command that makes links, loads, or writes HTML. */
export function startsLinkingCommand(text: string): boolean {
  return linkingCommand.test(text);
}
