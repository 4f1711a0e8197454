import type { Picture } from "../../../blocks/sections.ts";
import { compatibleVariants, isFromModel } from "../../sections/pictures.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import type { ArticleDocument } from "../../types.ts";
import { encodePath } from "./escape-html.ts";

const sourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const composite = "compositeWithTrainedAlgorithmicMedia";

/**
 * The article as schema.org data, with how it was made. Escaped so that it can stand in a
 * `script` element.
 */
export function describeForMachines(document: ArticleDocument): string {
  const { pageUrl, author, date, description, language, tags, title } = document;
  const images = describeImages(document);
  const data = {
    "@context": "https://schema.org",
    "@type": "Article",
    headline: foldLine(title),
    inLanguage: language,
    description: fold(description),
    author: author === undefined ? undefined : { "@type": "Person", name: foldLine(author) },
    datePublished: date,
    keywords: tags.length === 0 ? undefined : tags.map((tag) => foldLine(tag)),
    mainEntityOfPage: pageUrl,
    image: images.length === 0 ? undefined : images,
    digitalSourceType: describeSource(document),
  };
  return JSON.stringify(data)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function describeImages(document: ArticleDocument): readonly object[] {
  const { address, sections } = document;
  const pictures = sections
    .flatMap((section) => (section.kind === "gallery" ? section.pictures : []))
    .filter(({ placeholder, alt }) => !placeholder && alt !== "");
  return pictures.flatMap((picture) => {
    const largest = compatibleVariants(picture).at(-1);
    if (largest === undefined) {
      return [];
    }
    return {
      "@type": "ImageObject",
      contentUrl: locate(largest.file, address),
      caption: foldLine(picture.alt),
      width: largest.widthPx,
      height: largest.heightPx,
      digitalSourceType: describePicture(picture, document),
    };
  });
}

/** Where a file is; a translation's pictures lie in the folder of its source. */
function locate(file: string, address: string | undefined): string {
  const path = encodePath(file);
  return address === undefined ? path : new URL(path, address).href;
}

function describePicture(picture: Picture, document: ArticleDocument): string | undefined {
  if (!isFromModel(picture)) {
    return undefined;
  }
  return sourceTypes + (picture.source === "composite" ? composite : madeBy(document));
}

/** By a trained model, or by the sandbox's plain algorithm. */
function madeBy({ sandbox }: ArticleDocument): string {
  return sandbox ? "algorithmicMedia" : "trainedAlgorithmicMedia";
}

/**
 * How texts and pictures came about, as IPTC names it; undefined where no model was asked. An article
 * whose words are all a person's is a composite when a model drew its pictures.
 */
export function describeSource(document: ArticleDocument): string | undefined {
  const { requests, textAnswers } = document.usage;
  if (requests === 0) {
    return undefined;
  }
  const isComposite = textAnswers === 0 && !document.sandbox;
  return sourceTypes + (isComposite ? composite : madeBy(document));
}

function fold(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldLine(text);
}
