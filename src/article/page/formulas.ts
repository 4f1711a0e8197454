import { escapeHtml } from "./escape-html.ts";

/** A formula, with its delimiters, as HTML. */
export type SetFormula = (raw: string) => string;

/** What a formula may expand to, in macros, and how large it may grow, in em. */
const maxExpand = 500;
const maxSize = 20;

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
  const { mathSchema } = await import("./math-schema.ts");
  return (raw) => {
    const { tex, display } = withoutDelimiters(raw);
    let html: string;
    try {
      html = katex.renderToString(tex, {
        displayMode: display,
        output: "mathml",
        throwOnError: true,
        trust: false,
        strict: "ignore",
        maxExpand,
        maxSize,
      });
    } catch {
      // TeX that KaTeX cannot read, or that grows without end, is shown as it was written.
      return showSource(raw);
    }
    const safe = toHtml(sanitize(fromHtml(html, { fragment: true }), mathSchema));
    return safe.includes("<math") ? safe : showSource(raw);
  };
}

function withoutDelimiters(raw: string): { tex: string; display: boolean } {
  const width = raw.startsWith("$") && !raw.startsWith("$$") ? 1 : 2;
  const display = raw.startsWith("$$") || raw.startsWith("\\[");
  return { tex: raw.slice(width, -width).trim(), display };
}
