import { isLoose } from "../../markdown/write-blocks.ts";
import type { Block, Details, Inline, Item, List, MathBlock, Table } from "../../markdown/tree.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderHeading } from "./render-heading.ts";
import { renderInlines } from "./render-inlines.ts";
import type { Typesetting } from "./typesetting.ts";

/** Blocks as HTML. The tree holds no raw HTML, and every text is escaped here. */
export function renderBlocks(blocks: readonly Block[], typesetting: Typesetting): string {
  // What a footnote says stands with all others at the end of the page; a comment is for who edits.
  const here = blocks.filter(({ type }) => type !== "note" && type !== "comment");
  return here.map((block) => renderBlock(block, typesetting)).join("\n");
}

function renderBlock(block: Block, typesetting: Typesetting): string {
  switch (block.type) {
    case "heading":
      return block.anchor === undefined
        ? `<h${block.level}>${renderInlines(block.children, typesetting)}</h${block.level}>`
        : renderHeading(
            {
              level: block.level,
              id: block.anchor,
              target: block.anchor,
              title: block.children,
            },
            typesetting,
          );
    case "paragraph":
      return `<p>${renderInlines(block.children, typesetting)}</p>`;
    case "blockquote":
      return `<blockquote>\n${renderBlocks(block.children, typesetting)}\n</blockquote>`;
    case "list":
      return renderList(block, typesetting);
    case "table":
      return renderTable(block, typesetting);
    case "code":
      return renderCode(block.language, block.code, typesetting);
    case "math":
      return renderFormula(block, typesetting);
    case "details":
      return renderDetails(block, typesetting);
    case "comment":
    case "note":
      return "";
    case "rule":
      return "<hr>";
    default:
      return block satisfies never;
  }
}

function renderDetails({ open, summary, children }: Details, typesetting: Typesetting): string {
  const shown =
    summary.length === 0 ? "" : `<summary>${renderInlines(summary, typesetting)}</summary>\n`;
  return `<details${open ? " open" : ""}>\n${shown}${renderBlocks(children, typesetting)}\n</details>`;
}

/** Code in its own box; it scrolls sideways, so it takes the focus of the keyboard. */
export function renderCode(
  language: string,
  code: string,
  { highlight, words }: Pick<Typesetting, "highlight" | "words">,
): string {
  const name = escapeHtml(language);
  const text = highlight(language, code) ?? escapeHtml(code);
  const attributes = scrollBox(words.codeBox(language === "text" ? undefined : language));
  return `<pre${attributes}><code class="language-${name}">${text}\n</code></pre>`;
}

/** What makes a box that scrolls sideways reachable by the keyboard, and says what it holds. */
function scrollBox(label: string): string {
  return ` tabindex="0" role="group" aria-label="${escapeHtml(label)}"`;
}

function renderFormula({ open, content }: MathBlock, { setFormula, words }: Typesetting): string {
  const formula = setFormula(`${open}${content}${open === "$$" ? "$$" : "\\]"}`);
  return `<div class="math"${scrollBox(words.formulaBox)}>${formula}</div>`;
}

function renderList(list: List, typesetting: Typesetting): string {
  const loose = isLoose(list);
  const items = list.items.map((item) => renderItem(item, loose, typesetting)).join("\n");
  if (list.start === undefined) {
    // Among others, a task has a bullet as they have.
    const isTasks = list.items.every((item) => item.checked !== undefined);
    return `<ul${isTasks ? ' class="tasks"' : ""}>\n${items}\n</ul>`;
  }
  return `<ol${list.start === 1 ? "" : ` start="${list.start}"`}>\n${items}\n</ol>`;
}

function renderItem(item: Item, loose: boolean, typesetting: Typesetting): string {
  const box = item.checked === undefined ? "" : `${renderBox(item.checked, typesetting)} `;
  const content = item.children.map((child, index) => {
    const prefix = index === 0 ? box : "";
    if (child.type !== "paragraph") {
      return prefix + renderBlock(child, typesetting);
    }
    const inner = prefix + renderInlines(child.children, typesetting);
    return loose ? `<p>${inner}</p>` : inner;
  });
  return `<li>${content.join("\n")}</li>`;
}

function renderBox(isChecked: boolean, { words }: Typesetting): string {
  const label = escapeHtml(isChecked ? words.done : words.toDo);
  return `<input type="checkbox" disabled${isChecked ? " checked" : ""} aria-label="${label}">`;
}

function renderTable({ align, header, rows }: Table, typesetting: Typesetting): string {
  const cell = (tag: "th" | "td", inlines: readonly Inline[], column: number): string => {
    const side = align[column];
    const attribute = side === null || side === undefined ? "" : ` class="${side}"`;
    // A corner that is left empty heads nothing.
    const name = inlines.length === 0 ? "td" : tag;
    const scope = name === "th" ? ' scope="col"' : "";
    return `<${name}${scope}${attribute}>${renderInlines(inlines, typesetting)}</${name}>`;
  };
  const row = (tag: "th" | "td", cells: readonly (readonly Inline[])[]): string =>
    `<tr>${cells.map((inlines, column) => cell(tag, inlines, column)).join("")}</tr>`;
  const body = rows.map((cells) => row("td", cells)).join("\n");
  return `<div class="table"${scrollBox(typesetting.words.tableBox)}><table>
<thead>${row("th", header)}</thead>
<tbody>
${body}
</tbody>
</table></div>`;
}
