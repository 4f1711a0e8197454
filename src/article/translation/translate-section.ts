import { missingAlt } from "../locales/alt-texts.ts";
import type { toPictureTexts } from "../scope.ts";
import type { GallerySection, Returned, Section } from "../types.ts";
import type { MarkdownText, Picture } from "../../blocks/sections.ts";
import type { Article, Block } from "../../job/types.ts";
import { shownText } from "../shown-text.ts";
import { altLine, numberSources } from "./passages.ts";

/** What a page says in another language. */
export interface Words {
  /** By the ids of blocks; those that have no words are not among them. */
  readonly texts: ReadonlyMap<string, { readonly body: string; readonly edited: boolean }>;
  /** The page's short texts, by their names. */
  readonly lines: ReadonlyMap<string, string>;
  /** The article with its alternative texts in that language. */
  readonly page: Article;
  readonly pictures: ReturnType<typeof toPictureTexts>;
}

/** A section of a page in another language, which shows the pictures of the folder above. */
export function translateSection(section: Section, words: Words): Section {
  const { texts, lines, page } = words;
  const { id, heading } = section;
  const base = {
    ...section,
    ...(heading !== undefined && { heading: lines.get(`${id}.heading`) ?? heading }),
  };
  const block = page.blocks.find((each) => each.id === id);
  switch (base.kind) {
    case "markdown": {
      const text = texts.get(id);
      return {
        ...base,
        markdown: text === undefined ? base.markdown : shownText(text),
        ...(text !== undefined && numberedSources(base)),
        ...((text?.edited ?? base.edited) === true && { edited: true }),
        ...(base.pictures !== undefined && {
          pictures: base.pictures.map(({ url, picture }) => ({ url, picture: toParent(picture) })),
        }),
      };
    }
    case "gallery":
      return translateGallery(base, block, words);
    case "poster":
      return { ...base, picture: show(base.picture, block, words) };
    case "references":
      return { ...base, ordered: true };
    case "code": {
      const { returned, outputs } = base;
      return {
        ...base,
        ...(returned !== undefined && { returned: returnedToParent(returned) }),
        ...(outputs !== undefined && { outputs: outputs.map(returnedToParent) }),
      };
    }
    case "usage":
      return base;
    default:
      return base satisfies never;
  }
}

function translateGallery(
  gallery: GallerySection,
  block: Block | undefined,
  words: Words,
): GallerySection {
  const { id, caption, sheet, pictures } = gallery;
  return {
    ...gallery,
    pictures: pictures.map((picture) => show(picture, block, words)),
    ...(caption !== undefined && { caption: words.lines.get(`${id}.caption`) ?? caption }),
    ...(sheet !== undefined && {
      sheet: {
        ...toParent(sheet),
        alt:
          block?.kind === "image" ? words.pictures.altOfSheet(block, pictures.length) : sheet.alt,
      },
    }),
  };
}

function show(picture: Picture, block: Block | undefined, words: Words): Picture {
  const { alt } = picture;
  return { ...toParent(picture), alt: block === undefined ? alt : altOf(block, picture, words) };
}

/** The sources of a text as they are found in its translation. */
function numberedSources(section: MarkdownText): Pick<MarkdownText, "sources"> {
  const { sources } = numberSources(section);
  return sources === undefined ? {} : { sources };
}

/** The source's folder is the one above. */
function toParent(picture: Picture): Picture {
  return {
    ...picture,
    variants: picture.variants.map((variant) => ({ ...variant, file: `../${variant.file}` })),
  };
}

/** What code gave, as it is shown from the folder below. */
function returnedToParent(given: Returned): Returned {
  return given.kind === "pictures" ? { ...given, pictures: given.pictures.map(toParent) } : given;
}

function altOf(block: Block, picture: Picture, { lines, pictures: texts, page }: Words): string {
  const { number = 1, placeholder, alt } = picture;
  if (block.kind === "image") {
    return placeholder
      ? texts.altOfPlaceholder(block, number)
      : texts.altOf(block, number, lines.get(altLine(block.id, number)));
  }
  if (block.kind === "picture") {
    return texts.altOfOwn(block, number);
  }
  if (block.kind === "video") {
    return texts.altOfVideo(block);
  }
  return placeholder ? missingAlt("", page) : alt;
}
