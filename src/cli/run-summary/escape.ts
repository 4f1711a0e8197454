import { toPrintable } from "../../job/diagnostics/printable.ts";
import { hideSecrets } from "../terminal.ts";

/** A longer text is cut: a diff of a long prompt, for one. */
const longestText = 300;

/**
 * A text from outside as a piece of one line of Markdown on GitHub or GitLab: it is shown as it is, and
 * can be no markup, HTML, link, command, mention (`@name`) or reference (`#12`, `!12`, `GH-12`). A
 * character that nobody sees stands after what would begin one of these.
 */
export function escapeText(text: string): string {
  const shown = toPrintable(hideSecrets(text).replaceAll(/\s+/g, " ").trim());
  const cut = Array.from(shown).slice(0, longestText).join("");
  return (cut === shown ? shown : `${cut}…`)
    .replaceAll(/[\\`*_{}[\]<>()#!|~$&@%^]|:(?=\/\/)/g, String.raw`\$&`)
    .replaceAll(/(?<=[@#!$~%^&]|\bGH-)(?=\w)|(?<=\bwww)(?=\.)/gi, "\u200B");
}

/** A link, or the text alone where there is no address. */
export function link(text: string, url: string | undefined): string {
  return url === undefined ? escapeText(text) : `[${escapeText(text)}](<${url}>)`;
}

/** A row of a table. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
