import { dropAmbiguous, isSpan } from "./delimiters.ts";
import type { Inline } from "./tree.ts";

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
  // Nothing but text, line breaks and code: no mark can be affected.
  if (tidy.every(({ type }) => type === "text" || type === "break" || type === "code")) {
    return tidy;
  }
  for (;;) {
    const next = trimEnds(simplify(dropAmbiguous(tidy), new Set()));
    if (JSON.stringify(next) === JSON.stringify(tidy)) {
      return tidy;
    }
    tidy = next;
  }
}

/** A single text with no white space to remove, as most runs are. */
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
  const from = children.findIndex((child) => !isBlank(child));
  const to = children.findLastIndex((child) => !isBlank(child)) + 1;
  if (from < 0) {
    return { before: children, core: [], after: [] };
  }
  const core = children.slice(from, to);
  const before = children.slice(0, from);
  const after = children.slice(to);
  const first = core[0];
  if (first?.type === "text") {
    const text = first.text.trimStart();
    core[0] = { type: "text", text };
    before.push(...textOf(first.text.slice(0, first.text.length - text.length)));
  }
  const last = core.at(-1);
  if (last?.type === "text") {
    const text = last.text.trimEnd();
    core[core.length - 1] = { type: "text", text };
    after.unshift(...textOf(last.text.slice(text.length)));
  }
  return { before, core, after };
}

function isBlank(inline: Inline): boolean {
  return inline.type === "break" || (inline.type === "text" && inline.text.trim() === "");
}

function textOf(text: string): readonly Inline[] {
  return text === "" ? [] : [{ type: "text", text }];
}

/** Joins texts and equal marks that stand side by side; folds white space and line breaks. */
function joinNeighbours(inlines: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const inline of joinTexts(inlines)) {
    const last = joined.at(-1);
    if (inline.type === "text" && last?.type === "break") {
      joined.push(...textOf(foldSpaces(inline.text).trimStart()));
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

/** Joined all at once: joining thousands of adjacent texts one by one would take quadratic time. */
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
    joined.pop();
    joined.push(...textOf(last.text.trimEnd()));
  }
  joined.push({ type: "break" });
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
