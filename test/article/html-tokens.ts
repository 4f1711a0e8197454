/** One tag of a page, with its attributes as a browser would read them. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const attribute = /\s+([a-z][a-z:-]*)(?:="([^"<>]*)")?/g;
const tag = /<(\/?)([a-z][a-z\d]*)((?:\s+[a-z][a-z:-]*(?:="[^"<>]*")?)*)>/g;

/**
 * Reads a page in the strictest way: lower case tags, attributes in double quotes with
 * neither `<` nor `>` in them, and not one `<` besides. Contents of `style` and `script` are taken out first.
 * @throws when anything is left that a browser might read in another way.
 */
export function readTags(html: string): readonly Tag[] {
  const bare = html
    .replace(/^<!DOCTYPE html>\n/, "")
    .replace(/<style>[^<]*<\/style>/, "<style></style>")
    .replace(/(<script type="application\/ld\+json">)[^<>]*<\/script>/, "$1</script>");
  const left = bare.replaceAll(tag, "");
  if (left.includes("<")) {
    throw new Error(`not a tag: ${/.{0,40}<.{0,40}/s.exec(left)?.[0]}`);
  }
  return [...bare.matchAll(tag)]
    .filter(([, close]) => close === "")
    .map(([, , name = "", text = ""]) => ({
      name,
      attributes: new Map(
        [...text.matchAll(attribute)].map(([, key = "", value = ""]) => [key, unescape(value)]),
      ),
    }));
}

function unescape(value: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return value.replaceAll(/&([a-z]+|#39);/g, (raw, name: string) => named[name] ?? raw);
}
