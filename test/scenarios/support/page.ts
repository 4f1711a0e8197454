import { marked, type Token } from "marked";

/** What a Markdown page holds, as a parser sees it. */
export interface PageParts {
  readonly headings: readonly { readonly depth: number; readonly text: string }[];
  /** The sources of all pictures, in order. */
  readonly images: readonly string[];
  /** Under each heading: how many pictures. */
  readonly imagesUnder: Readonly<Record<string, number>>;
  readonly fences: readonly { readonly language: string; readonly text: string }[];
  /** Links that hold a picture: where they lead. */
  readonly linkedPictures: readonly string[];
}

/** Takes a page apart; its front matter is not looked at. */
export function readPage(page: string): PageParts {
  const headings: { depth: number; text: string }[] = [];
  const images: string[] = [];
  const imagesUnder: Record<string, number> = {};
  const fences: { language: string; text: string }[] = [];
  const linkedPictures: string[] = [];
  const visit = (token: Token): void => {
    if (token.type === "heading") {
      headings.push({ depth: Number(token["depth"]), text: String(token["text"]) });
    }
    if (token.type === "code") {
      fences.push({ language: String(token["lang"] ?? ""), text: String(token["text"]) });
    }
    if (token.type === "image") {
      images.push(String(token["href"]));
      const heading = headings.at(-1)?.text ?? "";
      imagesUnder[heading] = (imagesUnder[heading] ?? 0) + 1;
    }
    if (token.type === "link" && holdsPicture(token)) {
      linkedPictures.push(String(token["href"]));
    }
  };
  void marked.walkTokens(marked.lexer(page.replace(/^---\n[\s\S]*?\n---\n/, "")), visit);
  return { headings, images, imagesUnder, fences, linkedPictures };
}

function holdsPicture(token: Token): boolean {
  const inner = "tokens" in token ? (token.tokens ?? []) : [];
  return inner.some(({ type }) => type === "image");
}
