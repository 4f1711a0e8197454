import type { Nodes } from "hast";
import { escapeHtml } from "../escape-html.ts";

/** A formula, with its delimiters, as HTML. */
export type SetFormula = (raw: string) => string;

/** What a formula may expand to, in macros, and how large it may grow, in em. */
const maxExpand = 500;
const maxSize = 20;
/** Half a millisecond each: on one page no more are set than a book's chapter has. */
const mostFormulas = 2000;
/** Elements within elements; a browser gives up at a depth of 512. */
const deepest = 100;
/** Marks what KaTeX refuses to set, such as a link: it is shown as it was written, whole. */
const refusedColor = "#0badf0";

/** A formula as it was written: what is shown without KaTeX, and where it cannot read it. */
export function showSource(raw: string): string {
  return `<span class="tex">${escapeHtml(raw)}</span>`;
}

/**
 * Loads KaTeX, which sets formulas as MathML: that needs neither fonts nor a style sheet, and is
 * read aloud. What it makes is not trusted: only elements and attributes of MathML come through.
 */
export async function loadFormulas(): Promise<SetFormula> {
  const { default: katex } = await import("katex");
  const { fromHtml } = await import("hast-util-from-html");
  const { sanitize } = await import("hast-util-sanitize");
  const { toHtml } = await import("hast-util-to-html");
  const { mathSchema } = await import("./schema.ts");
  const { toCoreMath } = await import("./core.ts");
  const { isMarkedAlready, numberMacros, placeNumbers } = await import("./numbers.ts");
  let set = 0;
  return (raw) => {
    set += 1;
    if (set > mostFormulas) {
      return showSource(raw);
    }
    const { tex, display } = withoutDelimiters(raw);
    if (isMarkedAlready(tex)) {
      return showSource(raw);
    }
    let html: string;
    try {
      html = katex.renderToString(tex, {
        displayMode: display,
        output: "mathml",
        throwOnError: true,
        errorColor: refusedColor,
        trust: false,
        strict: "ignore",
        maxExpand,
        maxSize,
        macros: numberMacros(),
      });
    } catch {
      // TeX that KaTeX cannot read, or that grows without end, is shown as it was written.
      return showSource(raw);
    }
    if (html.includes(`mathcolor="${refusedColor}"`)) {
      return showSource(raw);
    }
    const tree = fromHtml(html, { fragment: true });
    if (depthOf(tree) > deepest) {
      return showSource(raw);
    }
    placeNumbers(tree);
    toCoreMath(tree);
    const safe = toHtml(sanitize(tree, mathSchema));
    return safe.startsWith("<math") ? safe : showSource(raw);
  };
}

function depthOf(tree: Nodes): number {
  let depth = 0;
  let level: readonly Nodes[] = [tree];
  while (level.length > 0) {
    depth += 1;
    level = level.flatMap((node) => ("children" in node ? node.children : []));
  }
  return depth;
}

function withoutDelimiters(raw: string): { tex: string; display: boolean } {
  const width = raw.startsWith("$") && !raw.startsWith("$$") ? 1 : 2;
  const display = raw.startsWith("$$") || raw.startsWith("\\[");
  return { tex: raw.slice(width, -width).trim(), display };
}
