import * as z from "zod";
import type { SourcePlace } from "../errors.ts";
import { defaults } from "./settings/defaults.ts";
import { safeName } from "./settings/values.ts";
import type { BlockReader } from "./block-reader.ts";
import type { OwnPictures } from "./own-pictures.ts";
import type { Referral } from "./given-pictures.ts";
import { headingStyle, type HeadingStyle } from "./settings/heading-style.ts";
import type {
  CodeSection,
  HeadingLevel,
  Picture,
  SectionContent,
  MarkdownText,
} from "./sections.ts";
import { type SourceText, sourceText } from "./source-text.ts";

export const whenKey = z
  .union([z.boolean(), sourceText])
  .meta({
    description:
      "A condition, as a Liquid template that gives true or false; what it is false for is left out.",
    examples: ["{{ row.kind == 'city' }}"],
  })
  .optional();

/** The keys that every kind takes. */
const common = {
  id: safeName
    .meta({
      description: "Unique in the article; names the answer's file. Default: from the heading.",
      examples: ["summary"],
    })
    .optional(),
  heading: z
    .union([sourceText, z.literal(false)])
    .meta({
      description:
        "The heading above the block, in which code, emphasis and formulas are Markdown; false for none.",
      examples: ["Summary"],
    })
    .optional(),
  level: z
    .union([z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6)])
    .default(defaults.block.level)
    .describe("The heading's level, 2 (the default) to 6."),
  heading_style: headingStyle
    .describe("How the Markdown page writes this heading; default: as the article or the job says.")
    .optional(),
  when: whenKey,
};

type Common = z.output<z.ZodObject<typeof common>>;

/** What blocks of all kinds have. */
export interface BlockBase {
  /** Unique in the article, safe as a file name; given, or the slug of the heading. */
  readonly id: string;
  readonly ref: SourcePlace;
  readonly heading?: SourceText;
  readonly level: HeadingLevel;
  readonly headingStyle?: HeadingStyle;
  /** Whether it is there at all; unset once that is decided. */
  readonly when?: boolean | SourceText;
  /** The blocks whose answers decide whether it is there, or how often: as long as they are to come. */
  readonly waitsFor?: readonly string[];
  /** The id of the variant whose answer is published; unset for the first. */
  readonly chosen?: string;
  /** Set for one that a repeat made. */
  readonly repeated?: Repeated;
  /** Pictures of the author's that its text shows; unset for none. */
  readonly own?: OwnPictures;
}

/** Which item of a repeat a block is about. */
export interface Repeated {
  /** The id in the file: `section` of `section-2`. */
  readonly of: string;
  /** From 1. */
  readonly number: number;
  /** What tells the item from the others, wherever it stands; undefined while it is to come. */
  readonly key?: string;
  /** Those of all items. */
  readonly keys: readonly string[];
}

/** What there is to show once an article's answers are there. */
export interface Shown {
  /** @throws TemplateError */
  readonly render: (text: SourceText) => string;
  /** A text of one line, in which answers stand as plain words. @throws TemplateError */
  readonly caption: (text: SourceText) => string;
  /** What the model, or a person after it, wrote. */
  readonly answer: () => Pick<MarkdownText, "markdown" | "edited" | "sources">;
  readonly pictures: readonly Picture[];
  readonly sheet: Picture | undefined;
  /** The request of another block as code. */
  readonly request: (
    of: string,
    languages: readonly SampleLanguage[],
  ) => Pick<CodeSection, "samples" | "returned">;
}

export const sampleLanguages = ["python", "openai-python", "curl", "typescript"] as const;
export type SampleLanguage = (typeof sampleLanguages)[number];

/** A block that was read. */
type Made<Name, Content> = BlockBase & { readonly kind: Name } & Content;

/** Everything about one kind of block; a kind that asks for nothing leaves that out. */
interface Definition<Name extends string, Keys extends z.ZodRawShape, Content extends object> {
  /** What the blocks are called once they are read: `code:` and `file:` make the same. */
  readonly kind: Name;
  readonly description: string;
  /** What stands in the file. The first key makes a block one of this kind. */
  readonly keys: Keys;
  /** What a model is asked for. The question stands under the block's first key, and names it. */
  readonly asks?: "text" | "pictures";
  /** Where the ids of other blocks stand in a block of the file that is not checked yet. */
  refersTo?(value: object): readonly Referral[];
  /** The heading of a block that gives none. */
  heading?(raw: z.output<z.ZodObject<Keys>>): SourceText;
  /** What the block is, from what its schema let pass; nothing when a mistake was reported. */
  read(
    raw: z.output<z.ZodObject<Keys>>,
    reader: BlockReader,
  ): Content | undefined | Promise<Content | undefined>;
  /** Set where its section is a text of Markdown: a translation has that as a whole. */
  readonly isText?: true;
  /** The author's texts of Markdown: links to other articles, and pictures, may stand in these. */
  markdown?(block: Made<Name, Content>): readonly SourceText[];
  /** The author's other texts on the page. These, too, may quote answers. */
  texts?(block: Made<Name, Content>): readonly SourceText[];
  /**
   * The block with other alternative texts: they are part of the pictures, which are made before all answers are there.
   * @param say the text for one of them; it gets the number of its picture, from 1, unless it is of all
   */
  mapAlts?(
    block: Made<Name, Content>,
    say: (text: SourceText, number?: number) => SourceText,
  ): Made<Name, Content>;
  /** The block whose answer is shown, if not its own. */
  shows?(block: Made<Name, Content>): string | undefined;
  /** The block with other ids for those that it names outside its texts. */
  rename?(block: Made<Name, Content>, idOf: (id: string) => string): Made<Name, Content>;
  /** Undefined when there is nothing to show, such as a picture that was skipped. */
  section(block: Made<Name, Content>, shown: Shown): SectionContent | undefined;
}

/** A block of a kind, as the rest of the program sees it. */
export type BlockOf<AKind> = AKind extends {
  toBlock(...parameters: never[]): Promise<(infer Block) | undefined>;
}
  ? Block
  : never;

export interface Kind<
  Name extends string,
  Keys extends z.ZodRawShape,
  Content extends object,
> extends Definition<Name, Keys, Content> {
  readonly schema: z.ZodObject;
  markdown(block: Made<Name, Content>): readonly SourceText[];
  /** Those of Markdown as well. */
  texts(block: Made<Name, Content>): readonly SourceText[];
  alts(block: Made<Name, Content>): readonly SourceText[];
  /** Makes the block of what the schema let pass; nothing when a mistake was reported. */
  toBlock(
    base: Pick<BlockBase, "id" | "ref">,
    raw: z.output<z.ZodObject<Keys>> & Common,
    reader: BlockReader,
  ): Promise<Made<Name, Content> | undefined>;
}

/** Completes a definition with what is the same for every kind. */
export function defineKind<Name extends string, Keys extends z.ZodRawShape, Content extends object>(
  definition: Definition<Name, Keys, Content>,
): Kind<Name, Keys, Content> {
  const [key = ""] = Object.keys(definition.keys);
  return {
    ...definition,
    // Editors list the kinds by their titles. What has an id stands once in a JSON Schema.
    schema: z
      .strictObject({ ...definition.keys, ...common })
      .meta({ id: key, title: key, description: definition.description }),
    markdown: (block) => definition.markdown?.(block) ?? [],
    texts: (block) => [
      ...(definition.markdown?.(block) ?? []),
      ...(definition.texts?.(block) ?? []),
    ],
    alts(block) {
      const alts: SourceText[] = [];
      definition.mapAlts?.(block, (text) => {
        alts.push(text);
        return text;
      });
      return alts;
    },
    async toBlock({ id, ref }, raw, reader) {
      const content = await definition.read(raw, reader);
      const heading = raw.heading ?? definition.heading?.(raw) ?? false;
      return (
        content && {
          id,
          ref,
          ...(heading !== false && { heading }),
          level: raw.level,
          ...(raw.heading_style !== undefined && { headingStyle: raw.heading_style }),
          ...(raw.when !== undefined && { when: raw.when }),
          kind: definition.kind,
          ...content,
        }
      );
    },
  };
}

/** The block's own settings of models, checks and pictures. */
export const differs = (what: string): string =>
  `${what}, where this block differs from the article.`;
