/** The previews of a page: each a class of its own in the style sheet. */
export interface Previews {
  readonly classOf: (preview: string) => string | undefined;
  /** The rules for all classes given out so far. */
  readonly css: () => string;
}

const inlinePicture = /^data:image\/(?:webp|jpeg|png|avif);base64,[A-Za-z\d+/]+={0,2}$/;

/**
 * Collects tiny inline pictures that show while the real ones load. They stand in the style
 * sheet, for the page's security policy forbids style attributes.
 */
export function collectPreviews(): Previews {
  const classes = new Map<string, string>();
  return {
    classOf: (preview) => {
      if (!inlinePicture.test(preview)) {
        return undefined;
      }
      const name = classes.get(preview) ?? `preview-${classes.size + 1}`;
      classes.set(preview, name);
      return name;
    },
    css: () =>
      [...classes]
        .map(([preview, name]) => `.${name}{background:url("${preview}") center/cover no-repeat}`)
        .join("\n"),
  };
}
