/** Code between backticks, comments, addresses in angle brackets, and tags. */
const pieces =
  /(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)|<!--[\s\S]*?-->|\]\(<[^<>\n]*>|<\/?[A-Za-z][\w-]*(?:\s[^<>]*)?\/?>/g;

/**
 * The Markdown of a paragraph with the tags in it that Markdown has words for written as such, and those
 * that say nothing of the text left out. Others stay.
 */
export function tidyInlineHtml(text: string): string {
  const open: string[] = [];
  return text.replaceAll(pieces, (piece) => {
    const [, slash, tag = ""] = /^<(\/?)([A-Za-z][\w-]*)/.exec(piece) ?? [];
    switch (tag.toLowerCase()) {
      case "img": {
        const source = valueOf(piece, "src");
        return source === "" ? "" : `![${valueOf(piece, "alt")}](${wrap(source)})`;
      }
      case "a": {
        if (slash === "") {
          const target = valueOf(piece, "href");
          open.push(target);
          return target === "" ? "" : "[";
        }
        const target = open.pop() ?? "";
        return target === "" ? "" : `](${wrap(target)})`;
      }
      case "span":
      case "font":
      case "center":
      case "div":
      case "p":
      case "picture":
      case "source":
      case "label":
      case "time":
      case "wbr":
        return "";
      default:
        return piece;
    }
  });
}

function valueOf(tag: string, name: string): string {
  const found = new RegExp(String.raw`\s${name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`, "i");
  const [, double, single, bare] = found.exec(tag) ?? [];
  return (double ?? single ?? bare ?? "").replaceAll(/\s+/g, " ").trim();
}

function wrap(url: string): string {
  return /[\s()]/.test(url) ? `<${url}>` : url;
}
