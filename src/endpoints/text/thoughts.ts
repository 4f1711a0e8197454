import { trimAround } from "./trim-around.ts";

/** What models call their thoughts in tags: `<think>`, `<|think|>`, `<seed:think>`, `[THINK]`, `◁think▷`. */
const name = String.raw`(?:[a-z]{1,12}:)?(?:think|thinking|thoughts?|reasoning|reflection|scratchpad)`;
const openingTag = String.raw`(?:<\|?${name}(?:\s[^<>]*)?\|?>|\[THINK\]|◁think▷|<\|(?:START_THINKING|begin_of_thought)\|>|<\|channel>thought|<unused94>thought)`;
const announced = String.raw`Here is my thought process:(?=[\s\S]*?Here is my response:)`;
const opening = new RegExp(String.raw`\s*(?:${openingTag}|${announced})`, "iy");
const openingOnLine = new RegExp(`^${openingTag}`, "gim");
const closing = new RegExp(
  String.raw`<\|?\/${name}\s*\|?>|\[\/THINK\]|◁\/think▷|<\|(?:END_THINKING|end_of_thought)\|>|<channel\|>|<unused95>|\n[ \t]*Here is my response:`,
  "gi",
);

/** gpt-oss marks what it writes with channels, of which only `final` is for the reader. */
const harmonyStart = /^\s*<\|(?:start|channel)\|>/;
const channel = /<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/g;
const harmonyEnd = /<\|(?:end|return|call|start|channel)\|>/;
/** The same, where the server took the marks out and left their names. */
const bareHarmony = /^\s*analysis(?=\p{Lu})/u;
const bareFinal = "assistantfinal";

/** What stands around an answer that thoughts came before. */
const answerTags = /^\s*<(answer|response|output)>((?:(?!<\1>)[^])*)<\/\1>\s*$/i;
const answerMarks =
  /^\s*<\|(?:START_RESPONSE|begin_of_solution)\|>|<\|(?:END_RESPONSE|end_of_solution)\|>\s*$/g;

/** No more of a line is looked at on either side of a tag, in characters. */
const lookedAt = 400;

/**
 * A model's text without the thoughts that it begins or ends with: blocks in tags, a lone closing tag
 * after thoughts whose opening one the server took, or gpt-oss's channels. Tags in code, and tags that an
 * article speaks of, are left alone. A text without thoughts comes back as it is.
 * @returns undefined when there is nothing but thoughts
 */
export function withoutThoughts(text: string): string | undefined {
  const answer = takeAnswer(text);
  if (answer === text && !answerTags.test(text)) {
    return text;
  }
  const bare = trimBehindTag((answer ?? "").replace(answerTags, "$2").replace(answerMarks, ""));
  return bare === "" ? undefined : bare;
}

/** On a line of its own the answer may begin with code, whose indent counts. */
function trimBehindTag(text: string): string {
  return /^[ \t]*\r?\n/.test(text) ? trimAround(text) : text.trim();
}

function takeAnswer(text: string): string | undefined {
  if (harmonyStart.test(text)) {
    return readHarmony(text);
  }
  if (bareHarmony.test(text)) {
    const end = text.lastIndexOf(bareFinal);
    return end === -1 ? undefined : text.slice(end + bareFinal.length);
  }
  const start = skipBlocks(text);
  if (start === undefined) {
    return undefined;
  }
  const rest = text.slice(start);
  const answer = rest.slice(findLoneClosing(rest));
  return answer.slice(0, findLastBlock(answer));
}

/** Where the block of thoughts begins that a text ends with; the text's end when there is none. */
function findLastBlock(text: string): number {
  const end = [...text.matchAll(closing)].at(-1);
  if (end === undefined || text.slice(end.index + end[0].length).trim() !== "") {
    return text.length;
  }
  return [...text.matchAll(openingOnLine)].at(-1)?.index ?? text.length;
}

function readHarmony(text: string): string | undefined {
  const marks = [...text.matchAll(channel)];
  if (marks.length === 0) {
    // No channel at all: `<|start|>assistant<|message|>`, and the answer.
    const begin = text.indexOf("<|message|>");
    return begin === -1 ? undefined : untilEnd(text.slice(begin + "<|message|>".length));
  }
  const last = marks.findLast(([, kind]) => kind === "final");
  return last && untilEnd(text.slice(last.index + last[0].length));
}

function untilEnd(text: string): string {
  return text.split(harmonyEnd, 1)[0] ?? "";
}

/** Where the text goes on after the blocks that it begins with; undefined when one never ends. */
function skipBlocks(text: string): number | undefined {
  const end = new RegExp(closing.source, "gi");
  let start = 0;
  for (;;) {
    opening.lastIndex = start;
    const tag = opening.exec(text);
    if (tag === null) {
      return start;
    }
    end.lastIndex = opening.lastIndex;
    if (end.exec(text) === null) {
      return undefined;
    }
    start = end.lastIndex;
  }
}

/** Where the answer begins behind a closing tag that ends thoughts; 0 when there is none. */
function findLoneClosing(text: string): number {
  if (text.search(closing) === -1) {
    return 0;
  }
  const fenced = findFencedParts(text);
  // An opening tag further down: the article speaks of thoughts, and of where they end.
  const opened = text.replace(/`[^`\n]*`/g, blank).search(new RegExp(opening.source, "i"));
  let end = 0;
  let next = 0;
  for (const tag of text.matchAll(closing)) {
    const after = tag.index + tag[0].length;
    if (opened !== -1 && tag.index > opened) {
      break;
    }
    while ((fenced[next]?.[1] ?? Infinity) <= tag.index) {
      next += 1;
    }
    const inFence = (fenced[next]?.[0] ?? Infinity) <= tag.index;
    if (!inFence && endsThoughts(text, tag.index, after)) {
      end = after;
    }
  }
  return end;
}

/** A closing tag on a line of its own, or where one text ends and another begins. */
function endsThoughts(text: string, from: number, to: number): boolean {
  const before =
    text
      .slice(Math.max(0, from - lookedAt), from)
      .split("\n")
      .at(-1) ?? "";
  const [after = ""] = text.slice(to, to + lookedAt).split("\n", 1);
  const isLineEnd = after.trim() === "";
  if (before.trim() === "" && isLineEnd) {
    return before.length < 4 && !before.includes("\t");
  }
  if (isOdd(before.split("`").length - 1) && after.includes("`")) {
    return false;
  }
  // "… so I answer.</think>Bread rests": an article that speaks of the tag keeps it apart.
  if (/\S$/.test(before)) {
    return isLineEnd || /^[\p{L}\p{N}#*_>[{"'“«¿¡-]/u.test(after);
  }
  if (isLineEnd) {
    return /^[ \t\r]*(?:\n[ \t\r]*(?:\n|$)|$)/.test(text.slice(to, to + lookedAt));
  }
  return before.trim() === "" || /[.!?…。！？][ \t]*$/.test(before)
    ? /^[ \t]*[^\p{Ll}\s,;:.!?)]/u.test(after)
    : false;
}

function blank(span: string): string {
  return " ".repeat(span.length);
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

/** From where to where code blocks go. One that never ends began within the thoughts. */
function findFencedParts(text: string): readonly (readonly [number, number])[] {
  const parts: [number, number][] = [];
  let open: { mark: string; from: number } | undefined;
  for (const line of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    const [whole, mark = "", rest = ""] = line;
    if (open === undefined) {
      if (mark.startsWith("~") || !rest.includes("`")) {
        open = { mark, from: line.index };
      }
    } else if (mark.startsWith(open.mark) && rest.trim() === "") {
      parts.push([open.from, line.index + whole.length]);
      open = undefined;
    }
  }
  return parts;
}
