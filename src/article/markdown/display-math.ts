import { findMathEnd } from "../../checks/prose/formulas.ts";
import { disarmFormula, toDollars } from "./math.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Inline, MathBlock } from "./tree.ts";

const nothingBeside = { before: "", after: "", gap: "" };

/** A display formula from what stands between its delimiters. */
export function makeMath(open: MathBlock["open"], content: string): MathBlock {
  const formula = disarmFormula(content).replaceAll("\t", " ");
  if (open === "\\[" && toDollars(`\\[${formula}\\]`, nothingBeside).startsWith("$")) {
    return makeMath("$$", formula);
  }
  if (!formula.includes("\n")) {
    return { type: "math", open, content: formula };
  }
  const lines = formula.split("\n").map((line) => line.trim());
  return { type: "math", open, content: `\n${lines.filter((line) => line !== "").join("\n")}\n` };
}

/**
 * The formula of a fence with the language `math`, which is how GitHub writes a display formula;
 * undefined where two dollars could not hold it: it stays code, which GitHub shows as a formula.
 */
export function readFormulaFence(language: string, code: string): MathBlock | undefined {
  if (language.toLowerCase() !== "math") {
    return undefined;
  }
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  const formula = lines.join("\n").trim();
  const block = makeMath("$$", `\n${formula}\n`);
  const written = `$$${block.content}$$`;
  return findMathEnd(written, 0, "") === written.length ? block : undefined;
}

/** A paragraph, cut where a display formula stands alone on a line of it. */
export function splitFormulas(children: readonly Inline[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: Inline[] = [];
  const close = (): void => {
    const tidy = tidyInlines(open);
    if (tidy.length > 0) {
      blocks.push({ type: "paragraph", children: tidy });
    }
    open = [];
  };
  for (const [index, child] of children.entries()) {
    const alone = endsLine(children[index - 1]) && startsLine(children[index + 1]);
    const mark = child.type === "math" && alone ? displayMark(child.raw) : undefined;
    if (child.type !== "math" || mark === undefined) {
      open.push(child);
      continue;
    }
    close();
    blocks.push(makeMath(mark, child.raw.slice(2, -2)));
  }
  close();
  return blocks;
}

function displayMark(raw: string): MathBlock["open"] | undefined {
  return (["$$", "\\["] as const).find((mark) => raw.startsWith(mark));
}

function endsLine(inline: Inline | undefined): boolean {
  return (
    inline === undefined ||
    inline.type === "break" ||
    (inline.type === "text" && inline.text.endsWith("\n"))
  );
}

function startsLine(inline: Inline | undefined): boolean {
  return (
    inline === undefined ||
    inline.type === "break" ||
    (inline.type === "text" && inline.text.startsWith("\n"))
  );
}
