import * as z from "zod";
import type { PictureFile } from "../files/picture-file.ts";
import { filledText } from "./settings/values.ts";
import { defineKind, type Shown } from "./kind.ts";
import { type NamedPicture, type OwnPictures } from "./own-pictures.ts";
import { type BlockReader } from "./block-reader.ts";
import type { Returned, SectionContent } from "./sections.ts";

export const languageName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_+#.-]{0,39}$/, "must be a language's short name, such as python");

const outputPart = z.union([
  filledText,
  z.strictObject({ file: filledText.describe("A text file, relative to the article or the job.") }),
  z.strictObject({
    picture: filledText.describe("A picture, relative to the article or the job."),
    alt: filledText.describe("What it shows, for those who cannot see it."),
  }),
]);

export const outputKey = z
  .union([outputPart, z.array(outputPart).min(1)])
  .meta({
    description:
      "What the code gave, shown below it: a text, `{ file: … }`, `{ picture: …, alt: … }`, or a list of these.",
    examples: ["Hello, bread", { picture: "files/plot.png", alt: "Dough doubles in two hours" }],
  })
  .optional();

/** What code gave: a text, or the number of a picture among those of its block, from 1. */
type Output = string | number;

export interface Code {
  readonly code: string;
  readonly language: string;
  readonly output?: readonly Output[];
  /** The pictures that it gave, and what becomes of them; unset for none. */
  readonly own?: OwnPictures;
}

export const code = defineKind({
  kind: "code",
  description: "Source code, written here.",
  keys: {
    code: filledText.meta({ description: "Source code.", examples: ["print(1)"] }),
    language: languageName.meta({
      description: "Its language, such as python.",
      examples: ["python"],
    }),
    output: outputKey,
  },
  read({ code: text, language, output }, reader): Code | undefined {
    const given = readOutput(output, reader);
    return given && { code: text, language, ...given };
  },
  section: showCode,
});

/** What the author says that code gave; nothing when a mistake was reported. */
export function readOutput(
  given: z.output<typeof outputKey>,
  reader: BlockReader,
): Pick<Code, "output" | "own"> | undefined {
  if (given === undefined) {
    return {};
  }
  const variants = reader.variantSettings(undefined);
  const pictures: (NamedPicture & { readonly file: PictureFile })[] = [];
  const output: Output[] = [];
  const parts = [given].flat();
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") {
      output.push(part);
    } else if ("file" in part) {
      const found = reader.readCode(part.file, "output");
      output.push(...(found === undefined ? [] : [found.code]));
    } else {
      const at = Array.isArray(given) ? ["output", index, "picture"] : ["output", "picture"];
      const file = reader.findPicture(part.picture, at, variants.maxBytes);
      if (file !== undefined) {
        pictures.push({ url: part.picture, alt: part.alt, file });
        output.push(pictures.length);
      }
    }
  }
  return output.length < parts.length
    ? undefined
    : { output, ...(pictures.length > 0 && { own: { pictures, variants } }) };
}

export function showCode(
  { language, code: text, output }: Code,
  { pictures }: Pick<Shown, "pictures">,
): SectionContent {
  const outputs = output?.flatMap((each): readonly Returned[] => {
    if (typeof each === "string") {
      return [{ kind: "text", text: each }];
    }
    const picture = pictures.find(({ number }) => number === each);
    return picture === undefined ? [] : [{ kind: "pictures", pictures: [picture] }];
  });
  return {
    kind: "code",
    samples: [{ language, code: text }],
    ...(outputs !== undefined && { outputs }),
  };
}
