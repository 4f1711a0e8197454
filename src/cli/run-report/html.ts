import { escapeHtml } from "../../article/formats/html/escape-html.ts";
import { toPrintable } from "../../job/diagnostics/printable.ts";
import { hideSecrets } from "../terminal.ts";

/** HTML that is safe where it stands: only this room makes it, from text that was escaped. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

/** Any text from outside: without secrets, without control characters, escaped. */
function escapeText(text: string): string {
  return escapeHtml(toPrintable(hideSecrets(text)));
}

/** A template of HTML; what is put into it is escaped, unless it is HTML itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // The source is indented; the page need not be.
  const [first = "", ...rest] = strings.raw.map((text) => text.replaceAll(/\n\s*/g, "\n"));
  return { html: first + rest.map((text, index) => toHtml(parts[index] ?? "") + text).join("") };
}

function toHtml(part: Part): string {
  if (typeof part === "string" || typeof part === "number") {
    return escapeText(String(part));
  }
  return "html" in part ? part.html : part.map((each) => each.html).join("\n");
}

/** A table whose first column names its rows; all others hold figures. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
): Html {
  return html`<div class="wide">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = "", ...cells]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
