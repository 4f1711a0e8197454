import { compatibleVariants } from "../pictures.ts";
import { foldLine } from "../syntax/clean-characters.ts";
import type { ArticleDocument } from "../types.ts";

const sourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/**
 * The article as schema.org data, with how it was made: by a trained model, or by the sandbox's
 * plain algorithm. Escaped so that it can stand in a `script` element.
 */
export function describeForMachines(document: ArticleDocument): string {
  const images = document.sections
    .flatMap((section) => (section.kind === "gallery" ? section.pictures : []))
    .filter((picture) => !picture.placeholder)
    .flatMap((picture) => compatibleVariants(picture).at(-1)?.file ?? []);
  const data = {
    "@context": "https://schema.org",
    "@type": "Article",
    headline: foldLine(document.title),
    inLanguage: document.language,
    description: fold(document.description),
    author:
      document.author === undefined
        ? undefined
        : { "@type": "Person", name: foldLine(document.author) },
    datePublished: document.date,
    keywords: document.tags.length === 0 ? undefined : document.tags.map((tag) => foldLine(tag)),
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

/** How texts and pictures came about, as IPTC names it; undefined where no model was asked. */
export function describeSource({
  usage,
  sandbox,
}: Pick<ArticleDocument, "usage" | "sandbox">): string | undefined {
  if (usage.requests === 0) return undefined;
  return `${sourceTypes}${sandbox ? "algorithmicMedia" : "trainedAlgorithmicMedia"}`;
}

function fold(text: string | undefined): string | undefined {
  return text === undefined ? undefined : foldLine(text);
}
