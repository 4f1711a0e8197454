import { writeYaml } from "./write-yaml.ts";

/** The parts of a text answer's file, as they stand in it. */
export interface TextLayout {
  /** The front matter, without its fences. */
  readonly header: string;
  /** What people read and edit; with what they wrote below the request, which is meant as its end. */
  readonly text: string;
  /** The YAML of the request; undefined where it is gone, and where it is cut short. */
  readonly behind: string | undefined;
  /** The file from its start to the text, and from the end of the text on. */
  readonly before: string;
  readonly after: string;
}

const fence = "---\n";

/** The whole file: front matter, the text, and behind it, where no page shows it, what was asked. */
export function layOut(
  {
    fingerprint,
    ...behind
  }: {
    readonly fingerprint: string;
    readonly request: object;
    readonly uses: object | undefined;
    readonly attached: object | undefined;
    readonly sources: readonly object[] | undefined;
  },
  header: string,
  text: string,
): string {
  return `${fence}${header}${fence}${text}\n${openingOf(fingerprint)}\n${writeYaml(behind)}-->\n`;
}

/**
 * Takes a text answer's file apart. The request stands in the last comment that begins with a part of
 * the record's own fingerprint: a text may hold comments like it, even that of another record, and is read
 * as it was written. Versions before 0.2 wrote the request into the front matter; all that follows is then
 * the text.
 * @throws Error that says in what way the record is damaged
 */
export function takeApart(file: string): TextLayout {
  const start = /^---\r?\n/.exec(file)?.[0].length;
  if (start === undefined) {
    throw new Error("it does not begin with front matter (---)");
  }
  const end = file.indexOf("\n---", start);
  const textStart = end < 0 ? -1 : file.indexOf("\n", end + 1) + 1;
  if (textStart <= 0) {
    throw new Error("its front matter does not end: the file is cut short");
  }
  const header = file.slice(start, end + 1);
  const before = file.slice(0, textStart);
  const rest = file.slice(textStart);
  const whole = { header, before, text: rest, behind: undefined, after: "" };
  const [, fingerprint] = /^fingerprint: ["']?(sha256:[0-9a-f]{64})/m.exec(header) ?? [];
  if (fingerprint === undefined || /^request:/m.test(header)) {
    return { ...whole, behind: header };
  }
  const at = lastLine(rest, openingOf(fingerprint));
  if (at < 0) {
    return whole;
  }
  const comment = rest.slice(at);
  const closing = /^-->[ \t]*(?:\r?\n|$)/m.exec(comment);
  if (closing === null) {
    return { ...whole, text: rest.slice(0, at), after: comment };
  }
  const ends = closing.index + closing[0].length;
  const below = comment.slice(ends);
  return {
    ...whole,
    text: below.trim() === "" ? rest.slice(0, at) : `${rest.slice(0, at).trimEnd()}\n${below}`,
    behind: comment.slice(comment.indexOf("\n") + 1, closing.index),
    after: comment.slice(0, ends),
  };
}

function openingOf(fingerprint: string): string {
  return `<!-- request ${fingerprint.slice("sha256:".length).slice(0, 12)}`;
}

/** Where the last line begins that consists of these words; -1 where there is none. */
function lastLine(text: string, line: string): number {
  for (
    let at = text.lastIndexOf(line);
    at >= 0;
    at = at === 0 ? -1 : text.lastIndexOf(line, at - 1)
  ) {
    const isLine = at === 0 || text[at - 1] === "\n";
    if (isLine && /^\r?(?:\n|$)/.test(text.slice(at + line.length, at + line.length + 2))) {
      return at;
    }
  }
  return -1;
}
