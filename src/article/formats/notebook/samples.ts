import { galleryBlocks } from "../../sections/picture-blocks.ts";
import { chooseVariants } from "../../sections/pictures.ts";
import { cleanCharacters, foldLine } from "../../markdown/clean-characters.ts";
import { readCode, readLanguage } from "../../markdown/read-code.ts";
import type { ArticleDocument, CodeSample, CodeSection, Returned } from "../../types.ts";
import { type Output, toLines } from "./cells.ts";
import { writeProse } from "./prose.ts";

/** Names of the notebook's own language. */
const python = new Set(["python", "python3", "py", "ipython"]);

/** How a Python notebook runs code of another language: the first line of the cell. */
const magics: Readonly<Record<string, string>> = {
  bash: "%%bash",
  // What Prelo writes as TypeScript is JavaScript as well.
  typescript: "%%script node --input-type=module",
};

/**
 * The source of the code cell that a sample becomes; undefined for one that is only to be read.
 * An author's code runs when it is Python; code that sends a request runs in any language, for what
 * it does is known.
 */
export function toCellSource(
  { language, code }: CodeSample,
  { returned }: CodeSection,
): string | undefined {
  const name = readLanguage(language).toLowerCase();
  if (python.has(name)) {
    return readCode(code);
  }
  const magic = Object.hasOwn(magics, name) ? magics[name] : undefined;
  return returned === undefined || magic === undefined ? undefined : `${magic}\n${readCode(code)}`;
}

/** What a request returned, as the output of the cell that sends it. */
export function toOutputs(
  returned: Returned | undefined,
  document: ArticleDocument,
): readonly Output[] {
  if (returned === undefined) {
    return [];
  }
  if (returned.kind === "text") {
    const text = toLines(`${cleanCharacters(returned.text)}\n`);
    return [{ output_type: "stream", name: "stdout", text }];
  }
  const { pictures } = returned;
  const gallery = { kind: "gallery", id: "", level: 2, layout: "grid", pictures } as const;
  const files = pictures.flatMap((picture) => {
    const file = chooseVariants(picture)?.largest.file;
    return file === undefined ? [] : [`${foldLine(picture.alt)}: ${file}`];
  });
  return [
    {
      output_type: "display_data",
      data: {
        "text/markdown": toLines(writeProse(galleryBlocks(gallery, [], document))),
        "text/plain": toLines(files.join("\n")),
      },
      metadata: {},
    },
  ];
}
