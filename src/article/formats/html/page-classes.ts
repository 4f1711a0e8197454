/** Gives the class that stands for these declarations on the page. */
export type ClassOf = (declarations: string) => string;

/** The classes of a page's own, beside those of every page. */
export interface PageClasses {
  readonly classOf: ClassOf;
  /** The rules for all classes given out so far. */
  readonly css: () => string;
}

/**
 * Collects what single pictures need: their shapes, and the tiny pictures that show while the real ones
 * load. It stands in the style sheet, for the page's security policy forbids style attributes.
 */
export function collectClasses(): PageClasses {
  const classes = new Map<string, string>();
  return {
    classOf: (declarations) => {
      const name = classes.get(declarations) ?? `own-${classes.size + 1}`;
      classes.set(declarations, name);
      return name;
    },
    css: () => [...classes].map(([declarations, name]) => `.${name}{${declarations}}`).join("\n"),
  };
}

const inlinePicture = /^data:image\/(?:webp|jpeg|png|avif);base64,[A-Za-z\d+/]+={0,2}$/;

/** Shows a tiny inline picture as a background; undefined for what is none. */
export function declarePreview(preview: string): string | undefined {
  return inlinePicture.test(preview)
    ? `background:url("${preview}") center/cover no-repeat`
    : undefined;
}
