import { foldLine } from "../../article/markdown/clean-characters.ts";
import { compatibleVariants } from "../../article/sections/pictures.ts";
import type { ArticleDocument } from "../../article/types.ts";
import type { PublishedPage } from "../manifest.ts";

/** What the site around an article shows of it, for its manifest. */
export function describePage(document: ArticleDocument): PublishedPage {
  const { title, description, language, author, date, tags, draft, sandbox } = document;
  const cover = describeCover(document);
  return {
    title: foldLine(title),
    language,
    ...(description !== undefined && { description: foldLine(description) }),
    ...(author !== undefined && { author: foldLine(author) }),
    ...(date !== undefined && { date }),
    ...(tags.length > 0 && { tags: tags.map((tag) => foldLine(tag)) }),
    ...(cover !== undefined && { cover }),
    ...(draft === true && { draft }),
    ...(sandbox && { sandbox }),
  };
}

/** A card is about so wide, in pixels. */
const cardWidthPx = 320;

/** The smallest picture that fills a card. */
function describeCover({ cover, sections }: ArticleDocument): PublishedPage["cover"] {
  const picture = sections
    .flatMap((section) => (section.kind === "gallery" ? section.pictures : []))
    .find(({ variants }) => variants.some(({ file }) => file === cover));
  const variants = picture === undefined ? [] : compatibleVariants(picture);
  const chosen = variants.find(({ widthPx }) => widthPx >= cardWidthPx) ?? variants.at(-1);
  return (
    chosen && {
      file: chosen.file,
      width: chosen.widthPx,
      height: chosen.heightPx,
      alt: foldLine(picture?.alt ?? ""),
    }
  );
}
