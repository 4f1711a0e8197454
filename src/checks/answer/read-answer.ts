import { findFenceAround, type Fenced } from "./fence-around.ts";
import { isClosing, type Opening, recognizeOpening } from "./pleasantries.ts";
import { withoutThoughts } from "../../endpoints/text/thoughts.ts";

/** A model's text without what it says around the answer. */
export interface ReadAnswer {
  readonly text: string;
  /** How many lines of the whole stand before the text. */
  readonly line: number;
  /** Something was said before or behind it. */
  readonly hasPleasantries: boolean;
}

/** Of a paragraph at either end no more is looked at, in characters. */
const longestRemark = 600;

/**
 * Takes the answer out of what a model wrote: thoughts, a fence around all of it, and sentences that
 * speak to who asked, such as “Certainly! Here is the article:” and “I hope this helps!”, go. What
 * would leave nothing stays.
 * @returns undefined when there is nothing but thoughts
 */
export function readAnswer(body: string): ReadAnswer | undefined {
  const answer = cutThoughts({ text: body, line: 0, hasPleasantries: false });
  if (answer === undefined) {
    return undefined;
  }
  const unwrapped = unwrap(answer);
  // What was said, or a fence, may stand before thoughts.
  return unwrapped === answer ? answer : cutThoughts(unwrapped);
}

function cutThoughts(whole: ReadAnswer): ReadAnswer | undefined {
  const text = withoutThoughts(whole.text);
  return text === undefined
    ? undefined
    : { ...whole, text, line: whole.line + linesBefore(whole.text, text) };
}

function unwrap(whole: ReadAnswer): ReadAnswer {
  const fenced = findFenceAround(whole.text);
  if (fenced === undefined || !isWrapped(fenced)) {
    return cutBoth(whole);
  }
  const { content, before, after, line } = fenced;
  const text = content.replace(/^(?:[ \t]*\n)+/, "");
  return cutBoth({
    text,
    line: whole.line + line + linesBefore(content, text),
    hasPleasantries: before !== "" || after !== "",
  });
}

function linesBefore(whole: string, part: string): number {
  return whole.slice(0, Math.max(0, whole.indexOf(part))).split("\n").length - 1;
}

/** Code may be an answer in Markdown: a fence is only cut where it holds the answer itself. */
function isWrapped({ content, before, after, isLabelled }: Fenced): boolean {
  if (!/[\p{L}\p{N}]/u.test(content)) {
    return false;
  }
  if (!isLabelled && !looksLikeProse(content)) {
    return false;
  }
  const isKnownBefore = before === "" || isOpeningParagraph(before);
  const isKnownAfter = after === "" || splitSentences(after).every((each) => isClosing(each));
  if (isKnownBefore && isKnownAfter) {
    return true;
  }
  // “Headings are written so:” and an example is an answer about Markdown.
  return (isKnownBefore || isKnownAfter) && isDocument(content);
}

function isHeading(line: string): boolean {
  return /^#{1,6} \S|^\*\*[^*]+\*\*$/.test(line);
}

/** A heading, and a text under it. */
function isDocument(content: string): boolean {
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  return (
    lines.some(isHeading) && lines.some((line) => !isHeading(line) && /^[\p{L}*_"“«¿¡]/u.test(line))
  );
}

/** Sentences under a heading or with emphasis, and no line of code. */
function looksLikeProse(content: string): boolean {
  const hasMarks = /^#{1,6} \S|\*\*\S[^*\n]*\*\*|^[-*] \S|\]\(/mu.test(content);
  const hasSentence = /^[\p{Lu}\p{Lo}"“«¿¡*][^\n]*\s[^\n]*[.!?:…。]\*{0,2}$/mu.test(content);
  const hasCode =
    /[;{}]\s*$|^\s*(?:import|from|def|class|function|const|let|var|return|export|echo|sudo|npm|pip|curl|\$)\s|^\s*[\w.]+\s*=\s/mu.test(
      content,
    );
  return hasMarks && hasSentence && !hasCode;
}

function cutBoth(whole: ReadAnswer): ReadAnswer {
  const { text, line } = whole;
  const started = text.slice(findStart(text));
  const answer = started.slice(0, findEnd(started));
  if (answer === text || !/[\p{L}\p{N}]/u.test(answer)) {
    return whole;
  }
  return {
    text: answer,
    line: line + linesBefore(text, started),
    hasPleasantries: true,
  };
}

/** Where the answer begins, behind sentences to who asked and a rule that sets them off. */
function findStart(text: string): number {
  const [paragraph = ""] = text
    .trimStart()
    .slice(0, longestRemark)
    .split(/\n[ \t]*\n/, 1);
  const opening = openingLength(paragraph);
  if (opening === 0) {
    return 0;
  }
  const start = text.length - text.trimStart().length + opening;
  const [gap] = /^[ \t]*(?:\n[ \t]*)*(?:(?:-{3,}|\*{3,}|_{3,})[ \t]*\n(?:[ \t]*\n)*)?/.exec(
    text.slice(start),
  ) ?? [""];
  return start + gap.length;
}

function isOpeningParagraph(paragraph: string): boolean {
  return openingLength(paragraph) === paragraph.length;
}

/** How much of a paragraph is said before an answer. */
function openingLength(paragraph: string): number {
  let length = 0;
  let safe = 0;
  const seen: Opening[] = [];
  for (const sentence of splitSentences(paragraph)) {
    const agreed = seen.some((each) => each === "agreement" || each === "filler");
    const opening = recognizeOpening(sentence, agreed);
    if (opening === undefined) {
      break;
    }
    seen.push(opening);
    length += sentence.length;
    if (opening === "handing" || opening === "praise") {
      safe = length;
    }
  }
  if (length === paragraph.length) {
    // A lone “Yes.” may be the answer.
    return seen.every((each) => each === "agreement") ? 0 : length;
  }
  // In one paragraph with it, a new sentence must begin where the answer does.
  return /^\s*[^\p{Ll}\s]/u.test(paragraph.slice(safe)) ? safe : 0;
}

/** Where the answer ends, before sentences to who asked. */
function findEnd(text: string): number {
  const whole = text.trimEnd();
  const tail = whole.slice(-longestRemark);
  const gap = tail.lastIndexOf("\n\n");
  if (gap < 0 && tail.length < whole.length) {
    return text.length;
  }
  const paragraph = tail.slice(gap < 0 ? 0 : gap + 2);
  if (/^\s*(?:[#>|]|[-+*]\s|\d+[.)]\s|`{3}|~{3}|\[\^| {4}|\t)/.test(paragraph)) {
    return text.length;
  }
  if (/^ {0,3}(?:`{3,}|~{3,})/m.test(paragraph)) {
    return text.length;
  }
  const sentences = splitSentences(paragraph);
  let kept = sentences.length;
  while (kept > 0 && isClosing(sentences[kept - 1] ?? "")) {
    kept -= 1;
  }
  if (kept === sentences.length) {
    return text.length;
  }
  const end = whole.length - sentences.slice(kept).join("").length;
  return whole
    .slice(0, end)
    .trimEnd()
    .replace(/\n[ \t]*\n {0,3}(?:-{3,}|\*{3,}|_{3,})$/, "")
    .trimEnd().length;
}

/** Sentences with the white space, and little pictures, behind them: joined they are the whole. */
function splitSentences(text: string): readonly string[] {
  return text.split(
    /(?<=[.!?…。]["”»’*_)]*\s+)(?=\S)(?!(?:\p{Extended_Pictographic}|\u{FE0F}|\s)+$)|(?<=:[*_]*\s+)(?=[^\s\d])/u,
  );
}
