import { findMathEnd, seenBehind } from "../../prose/formulas.ts";
import type { Inline, Span, Tag } from "./tree.ts";

/**
 * Brings a run of inlines into the one form that can be written and read back: no empty or
 * doubled marks, no white space inside their edges, no link in a link; emphasis that asterisks
 * cannot express where it stands is a tag.
 */
export function tidyInlines(inlines: readonly Inline[]): readonly Inline[] {
  if (isTidyText(inlines)) {
    return inlines;
  }
  let tidy = trimEnds(simplify(inlines, new Set()));
  // Nothing but text, line breaks and code: there is no mark to give up.
  if (tidy.every(({ type }) => type === "text" || type === "break" || type === "code")) {
    return tidy;
  }
  for (;;) {
    const next = trimEnds(simplify(dropAmbiguous(tidy, "", ""), new Set()));
    if (JSON.stringify(next) === JSON.stringify(tidy)) {
      return tidy;
    }
    tidy = next;
  }
}

/** One text without white space that has to go: most runs are that. */
function isTidyText([first, ...others]: readonly Inline[]): boolean {
  if (first?.type !== "text" || others.length > 0) {
    return false;
  }
  const { text } = first;
  return text !== "" && text.trim() === text && foldSpaces(text) === text;
}

type Wrapper = "em" | "strong" | "del" | "link";

function simplify(inlines: readonly Inline[], inside: ReadonlySet<Wrapper>): readonly Inline[] {
  const joined = joinNeighbours(inlines.flatMap((inline) => simplifyOne(inline, inside)));
  return inside.size === 0
    ? joined
    : joined.map((inline, at) => keepInLine(inline, joined[at - 1]));
}

/** In a mark, a formula must not stand alone on its line: it would be a block, and end the mark. */
function keepInLine(inline: Inline, previous: Inline | undefined): Inline {
  if (inline.type !== "text" || previous?.type !== "math") {
    return inline;
  }
  return { type: "text", text: inline.text.replace(/^\n/, " ") };
}

function simplifyOne(inline: Inline, inside: ReadonlySet<Wrapper>): readonly Inline[] {
  switch (inline.type) {
    case "em":
    case "strong":
    case "del":
    case "link": {
      if (inside.has(inline.type)) {
        return simplify(inline.children, inside);
      }
      const children = simplify(inline.children, new Set([...inside, inline.type]));
      const { before, core, after } = splitEdges(children);
      const wrapped = core.length === 0 ? [] : [{ ...inline, children: core }];
      return [...before, ...wrapped, ...after];
    }
    case "tag":
      return [{ ...inline, children: keepOnLine(simplify(inline.children, inside)) }];
    case "text":
      return inline.text === "" ? [] : [inline];
    case "comment":
    case "image":
    case "entity":
    case "code":
    case "math":
    case "break":
    case "footnote":
    case "citation":
      return [inline];
    default:
      return inline satisfies never;
  }
}

/** A tag alone on its line would begin a block of HTML. */
function keepOnLine(children: readonly Inline[]): readonly Inline[] {
  return children.map((child, index) => {
    if (child.type !== "text") {
      return child;
    }
    const head = index === 0 ? child.text.replace(/^\n/, " ") : child.text;
    const text = index === children.length - 1 ? head.replace(/\n$/, " ") : head;
    return { type: "text", text };
  });
}

/** Takes white space and line breaks at both ends out of a mark. */
function splitEdges(children: readonly Inline[]): {
  before: readonly Inline[];
  core: readonly Inline[];
  after: readonly Inline[];
} {
  const before: Inline[] = [];
  const after: Inline[] = [];
  const core = [...children];
  for (let first = core[0]; first !== undefined; first = core[0]) {
    const text = first.type === "text" ? first.text.trimStart() : "";
    if (first.type !== "break" && (first.type !== "text" || text === first.text)) {
      break;
    }
    core.shift();
    before.push(
      first.type === "text"
        ? { type: "text", text: first.text.slice(0, first.text.length - text.length) }
        : first,
    );
    if (first.type === "text" && text !== "") {
      core.unshift({ type: "text", text });
      break;
    }
  }
  for (let last = core.at(-1); last !== undefined; last = core.at(-1)) {
    const text = last.type === "text" ? last.text.trimEnd() : "";
    if (last.type !== "break" && (last.type !== "text" || text === last.text)) {
      break;
    }
    core.pop();
    after.unshift(
      last.type === "text" ? { type: "text", text: last.text.slice(text.length) } : last,
    );
    if (last.type === "text" && text !== "") {
      core.push({ type: "text", text });
      break;
    }
  }
  return { before, core, after };
}

/** Joins texts and equal marks that stand side by side; folds white space and line breaks. */
function joinNeighbours(inlines: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const inline of joinTexts(inlines)) {
    const last = joined.at(-1);
    if (inline.type === "text" && last?.type === "break") {
      const text = foldSpaces(inline.text).trimStart();
      if (text !== "") {
        joined.push({ type: "text", text });
      }
    } else if (inline.type === "text") {
      joined.push({ type: "text", text: foldSpaces(inline.text) });
    } else if (inline.type === "break") {
      pushBreak(joined);
    } else if (isSpan(inline) && last?.type === inline.type) {
      const children = joinNeighbours([...last.children, ...inline.children]);
      joined[joined.length - 1] = { type: inline.type, children };
    } else {
      joined.push(inline);
    }
  }
  return joined;
}

/** All at once: thousands of texts side by side, each joined to all before it, take their time. */
function joinTexts(inlines: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) {
      joined.push({ type: "text", text: open.join("") });
    }
    open = [];
  };
  for (const inline of inlines) {
    if (inline.type === "text") {
      open.push(inline.text);
    } else {
      close();
      joined.push(inline);
    }
  }
  close();
  return joined;
}

function pushBreak(joined: Inline[]): void {
  const last = joined.at(-1);
  if (last?.type === "text") {
    const text = last.text.trimEnd();
    joined.pop();
    if (text !== "") {
      joined.push({ type: "text", text });
    }
  }
  joined.push({ type: "break" });
}

function isSpan(inline: Inline): inline is Span {
  return inline.type === "em" || inline.type === "strong" || inline.type === "del";
}

function foldSpaces(text: string): string {
  if (!/[ \t][ \t\n]|[\t]|\n[ \n]/.test(text)) {
    return text;
  }
  return text.replaceAll(/[ \t]+/g, " ").replaceAll(/ ?\n[ \n]*/g, "\n");
}

function trimEnds(inlines: readonly Inline[]): readonly Inline[] {
  return splitEdges(inlines).core;
}

/** Emphasis that no arrangement of asterisks expresses where it stands. */
export function asTag({ type, children }: Span): Tag {
  return { type: "tag", name: type, children };
}

/** Writes as tags the marks that the rules of CommonMark would not read back where they stand. */
function dropAmbiguous(
  inlines: readonly Inline[],
  outerBefore: string,
  outerAfter: string,
): readonly Inline[] {
  return inlines.flatMap((inline, index): readonly Inline[] => {
    if (inline.type === "link" || inline.type === "tag") {
      return [{ ...inline, children: dropAmbiguous(inline.children, "[", "]") }];
    }
    const previous = inlines[index - 1];
    const next = inlines[index + 1];
    const before = previous === undefined ? outerBefore : edgeOf(previous, "end");
    const after = next === undefined ? outerAfter : edgeOf(next, "start");
    if (inline.type === "math") {
      const behind = next?.type === "text" ? next.text.slice(0, seenBehind) : after;
      const isRead = findMathEnd(inline.raw + behind, 0, before) === inline.raw.length;
      return isRead ? [inline] : [{ type: "text", text: inline.raw }];
    }
    if (!isSpan(inline)) {
      return [inline];
    }
    const touches =
      previous !== undefined &&
      isSpan(previous) &&
      previous.type !== "del" &&
      inline.type !== "del";
    if (touches || !canDelimit(inline, before, after)) {
      return [asTag(inline)];
    }
    return [{ ...inline, children: dropAmbiguous(inline.children, before, after) }];
  });
}

function canDelimit(span: Span, before: string, after: string): boolean {
  const first = span.children[0];
  const last = span.children.at(-1);
  if (first === undefined || last === undefined) {
    return false;
  }
  return leansOn(before, edgeOf(first, "start")) && leansOn(after, edgeOf(last, "end"));
}

/** The flanking rule: a mark before punctuation needs white space or punctuation outside. */
function leansOn(outside: string, inside: string): boolean {
  if (inside === "" || /\s/u.test(inside)) {
    return false;
  }
  return !isMark(inside) || outside === "" || /\s/u.test(outside) || isMark(outside);
}

function isMark(character: string): boolean {
  return /[\p{P}\p{S}]/u.test(character);
}

/** The character that a neighbour will see: marks and brackets count as punctuation. */
function edgeOf(inline: Inline, side: "start" | "end"): string {
  switch (inline.type) {
    case "text":
      return (side === "start" ? /^./su : /.$/su).exec(inline.text)?.[0] ?? "";
    case "break":
      return "\n";
    case "em":
    case "strong":
    case "del": {
      const child = side === "start" ? inline.children[0] : inline.children.at(-1);
      return child === undefined ? "" : edgeOf(child, side);
    }
    case "entity":
    case "code":
    case "comment":
    case "math":
    case "link":
    case "image":
    case "footnote":
    case "citation":
    case "tag":
      return "!";
    default:
      return inline satisfies never;
  }
}
