type Child = Node | string | undefined | false;

interface Properties {
  readonly class?: string;
  readonly [attribute: string]: string | boolean | ((event: Event) => void) | undefined;
}

/**
 * Makes an element. Texts are set as texts, never read as HTML.
 * @param properties attributes; true sets one without a value, and a function listens (`click`)
 * @param host the document that it is for: that of a framed page, or this one
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  children: readonly Child[] = [],
  host: Document = document,
): HTMLElementTagNameMap[Name] {
  const element = host.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}
