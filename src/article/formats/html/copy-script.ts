import type { Messages } from "../../locales/types.ts";

/** What the buttons of {@link writeCopyScript} look like: in the corner of their code, whatever scrolls. */
export const copyStyle = `.sample{position:relative}
.copy{position:absolute;inset-block-start:.5rem;inset-inline-end:.5rem;min-height:1.75rem;padding:.2rem .6rem;border:1px solid var(--line);border-radius:4px;background:var(--paper);color:var(--soft);font:600 .75rem/1.4 var(--sans);cursor:pointer}
.copy:hover{color:var(--accent)}
@media print{.copy{display:none}}`;

/**
 * The one script of a page whose author allows one (`output.script`): it sets a button on each code
 * sample, which copies it. A reader whose browser runs no script sees none. It depends on nothing but
 * the page's language, so that its hash, which the page's policy names, stays the same.
 */
export function writeCopyScript({ copy, copied }: Pick<Messages, "copy" | "copied">): string {
  const words = JSON.stringify([copy, copied]).replaceAll("<", String.raw`\u003c`);
  return `"use strict";
const [copy, copied] = ${words};
for (const pre of document.querySelectorAll("pre")) {
  const sample = document.createElement("div");
  const button = document.createElement("button");
  const name = pre.getAttribute("aria-label");
  const say = (word) => {
    button.textContent = word;
    button.setAttribute("aria-label", word + ": " + name);
  };
  sample.className = "sample";
  button.type = "button";
  button.className = "copy";
  button.setAttribute("aria-live", "polite");
  say(copy);
  button.addEventListener("click", async () => {
    const text = pre.textContent.replace(/\\n$/, "");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard without https: the code is selected, and copied the old way.
      getSelection().selectAllChildren(pre);
      if (!document.execCommand("copy")) {
        return;
      }
    }
    say(copied);
    setTimeout(say, 2000, copy);
  });
  pre.replaceWith(sample);
  sample.append(pre, button);
}`;
}
