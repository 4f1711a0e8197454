import { withoutFormulas } from "./formulas.ts";
import { withoutCode, withoutCodeBlocks } from "./without-code.ts";

/** Link targets, HTML tags and list numbers: nobody's words. */
const notProse = [
  /^[ \t>]*\d{1,9}[.)](?=\s)/gm,
  /(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"]*")?\)/g,
  /^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$/gm,
  /\b(?:https?:\/\/|www\.)[^\s<>)\]]+/gi,
  /<\/?[a-z][^<>\n]*>/gi,
];

/** What a reader reads of a Markdown text without its code, destinations, tags and formulas. */
export function toProse(
  markdown: string,
  options: { readonly inlineCode: "keep" | "drop" },
): string {
  const text = options.inlineCode === "keep" ? withoutCodeBlocks(markdown) : withoutCode(markdown);
  return notProse.reduce(
    (rest, pattern) => rest.replace(pattern, " "),
    withoutFormulas(withoutComments(text)),
  );
}

/** By hand: a pattern would search for the end again from each beginning without one. */
function withoutComments(text: string): string {
  let rest = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf("<!--", from);
    const end = start < 0 ? -1 : text.indexOf("-->", start + 4);
    if (end < 0) {
      return rest + text.slice(from);
    }
    rest += `${text.slice(from, start)} `;
    from = end + 3;
  }
}
