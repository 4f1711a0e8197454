const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for an element's content and for an attribute in quotes alike. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => references[character] ?? character);
}

/** The path of a published file as a URL. */
export function encodePath(file: string): string {
  return file
    .split("/")
    .map((part) => encodeURIComponent(part))
    .join("/");
}

/** The path of a published file as a URL, safe in `src`, `href` and `srcset`. */
export function escapePath(file: string): string {
  return escapeHtml(encodePath(file));
}
