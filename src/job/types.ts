import type { BlockBase } from "../blocks/kind.ts";
import type { Block, BlockNamed } from "../blocks/kinds.ts";
import type { TextContent } from "../blocks/prompt.ts";
import type { SourceText } from "../blocks/source-text.ts";
import type { AttachedPart } from "../endpoints/text-endpoint.ts";
import type { Endpoint, JsonObject } from "../endpoints/types.ts";
import type { SourcePlace } from "../errors.ts";
import type { Glossary } from "../blocks/settings/glossary.ts";
import type { CamelKeys } from "../blocks/settings/camel-keys.ts";
import type { OwnWording } from "../blocks/settings/wording.ts";
import type { TextSettings } from "../blocks/settings/text.ts";
import type { VariantSettings } from "../blocks/settings/variants.ts";
import type { RawArticle } from "./schema/article.ts";
import type { Price, RawJob } from "./schema/job.ts";
import type { SiteSettings } from "./schema/publish.ts";
import type { ProviderEntry } from "./schema/provider.ts";

export { type SampleLanguage, sampleLanguages } from "../blocks/kind.ts";
export type { Block } from "../blocks/kinds.ts";
export type { SourceText } from "../blocks/source-text.ts";
export {
  type Endpoint,
  endpoints,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  type TextEndpoint,
  textEndpoints,
} from "../endpoints/types.ts";
export type { Usage } from "../endpoints/usage.ts";

export type { AnswerChecks, JsonCheck, Wanted } from "../blocks/settings/checks.ts";
export type { ImageSettings } from "../blocks/settings/image.ts";
export type { TextSettings } from "../blocks/settings/text.ts";
export {
  type ImageFormat,
  imageFormats,
  type VariantSettings,
} from "../blocks/settings/variants.ts";

export type { OutputFormat, Price } from "./schema/job.ts";

export type SourceRef = SourcePlace;

/** What a block resolves to, ready to be sent and hashed. */
export interface ResolvedRequest {
  /** The provider that is really asked: `sandbox` where that stands in. */
  readonly provider: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  /** The exact JSON body; of pictures, with all `n` of them, however they are split. */
  readonly body: JsonObject;
  readonly fingerprint: string;
  /** What earlier versions called the same request; unset where they called it so, too. */
  readonly formerFingerprint?: string;
  /** What its author says that it, or each of its pictures, costs at the most, in US dollars. */
  readonly maxUsd?: number;
  /** What its input takes, where its provider has counted it. */
  readonly inputTokens?: number;
  /** The most tokens the reply may take; undefined for pictures. */
  readonly maxOutputTokens?: number;
  /** Which of the block's pictures are asked for, from 1; undefined for text. */
  readonly numbers?: readonly number[];
  /** How many of them one request may ask for: each takes the prompt, and what goes along, anew. */
  readonly perRequest?: number;
  /** How many pictures the model is shown; undefined for none. */
  readonly shown?: number;
  /** The files and articles that go along; undefined for none. */
  readonly attached?: readonly AttachedContent[];
  /** The text that is to be translated, as it stands in the body; undefined for none. */
  readonly source?: string;
}

/** A file or an article that goes along with a request, by its hash. */
export interface AttachedContent extends AttachedPart {
  /** As a record tells it: the file's path below the job's folder, or `article:SLUG`. */
  readonly key: string;
  readonly bytes: number;
}

/** What one request can take at the most; `usd` is undefined when the price is unknown. */
export interface Bound {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly pictures: number;
  readonly usd: number | undefined;
}

/** Both `prompt:` and `question:` blocks; a question's heading is the question. */
export type TextBlock = Extract<Block, TextContent>;
export type ImageBlock = BlockNamed<"image">;
export type PictureBlock = BlockNamed<"picture">;
export type VideoBlock = BlockNamed<"video">;
export type RequestBlock = BlockNamed<"request">;

/** The question for the alternative text of one picture: no block of the file, but like one asked. */
export interface AltBlock extends BlockBase, Omit<TextContent, "share"> {
  readonly kind: "alt";
  /** The id of the block that the picture belongs to, and its number there, from 1. */
  readonly image: string;
  readonly number: number;
}

/** The row of a table that an article is made of, as its templates name it. */
export interface Row {
  readonly values: JsonObject;
  /** Where it begins in its data file. */
  readonly ref: SourceRef;
  /** All that rows of this table have. */
  readonly columns: readonly string[];
}

/** Blocks of the file that stand on the page once for each item of a list. */
export interface Repeat {
  readonly ref: SourceRef;
  /** The list: a template of one output, such as `{{ data.outline.sections }}`. */
  readonly over: SourceText;
  /** What the blocks' texts call the item. */
  readonly as: string;
  /** The most items; the list may be longer where none is given and it is known. */
  readonly max: number | undefined;
  /** What tells an item from the others, whatever their order; unset: its title, else what it holds. */
  readonly key?: SourceText;
  readonly when?: boolean | SourceText;
  readonly blocks: readonly Block[];
}

/** What stands in an article's list of blocks. */
export type Part = Block | Repeat;

type Read = CamelKeys<
  Omit<
    RawArticle,
    "text" | "image" | "images" | "checks" | "blocks" | "style" | "glossary" | "translations"
  >
>;

/** The languages that an article is translated into, and how. */
export interface Translations {
  readonly to: readonly {
    /** A BCP 47 tag. */
    readonly language: string;
    /** The terms of that language. */
    readonly glossary?: Glossary;
  }[];
  readonly text: TextSettings;
  /** The languages that a command line names; unset for all of `to`. What there is of the others stays. */
  readonly only?: readonly string[];
  /** The most tokens of one translation, where it is said; else the length of its source decides. */
  readonly maxOutputTokens?: number;
  readonly ref: SourceRef;
}

/** What makes an article the translation of another. */
export interface TranslationOf {
  /** The other's name. */
  readonly slug: string;
}

/** An article with its blocks; what its keys mean stands in its schema. */
export interface Article extends Read {
  /** The file's name without its extension, or what the row makes: its folder in answers/ and output/. */
  readonly slug: string;
  /** Relative to the job's folder, with forward slashes; of a table, its template. */
  readonly file: string;
  readonly row?: Row;
  /** House style: the text itself. */
  readonly style?: string;
  /** The terms of its language. */
  readonly glossary?: Glossary;
  /** The job's own words for what a page says by itself, by language. */
  readonly wording?: OwnWording;
  readonly title: SourceText;
  /** What becomes of pictures that are no block's own. */
  readonly variants: VariantSettings;
  readonly toc: boolean;
  readonly translations?: Translations;
  /** Set for one whose blocks ask for the translations of another's texts; see src/article/translation/. */
  readonly translates?: TranslationOf;
  /**
   * What is asked and shown, in order; where that depends on answers that are to come, all that it may
   * come to: see job/unfold/.
   */
  readonly blocks: readonly Block[];
  /** What stands in the file; unset where that is the blocks themselves. */
  readonly parts?: readonly Part[];
  /** Blocks that their condition leaves out: their answers are kept for the day when it does not. */
  readonly absent?: readonly Block[];
}

/** What a connection is secured with: absolute paths of PEM files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A named API. `baseUrl` is unset only for `openai`, whose address the environment may give. */
export interface Provider extends Readonly<Omit<ProviderEntry, "tls">> {
  readonly name: string;
  readonly tls?: TlsFiles;
}

/** `dir` is absolute, `baseUrl` ends with a slash. */
export type OutputSettings = Omit<RawJob["output"], "toc" | "frontMatter" | "wording">;
export type { HeadingStyle } from "../blocks/settings/heading-style.ts";

export interface Budget extends NonNullable<RawJob["budget"]> {
  readonly ref?: SourceRef;
}

/** What becomes of requests for which the flex tier has no room. */
export type FlexSettings = RawJob["flex"];

/** How requests that go by batch wait. */
export type BatchSettings = RawJob["batch"];

/** Where several machines meet: the variable that holds Redis' address, and the name of the meeting point. */
export type QueueSettings = NonNullable<RawJob["queue"]>;

/** A whole job, checked, merged with its defaults, and frozen. */
export interface Job {
  /** Absolute path of the job file, and of its folder. */
  readonly file: string;
  readonly dir: string;
  readonly articles: readonly Article[];
  /** All that the job names, also those that were not asked for: they may be linked to. */
  readonly neighbours: readonly Article[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly output: OutputSettings;
  /** Absolute. */
  readonly answersDir: string;
  readonly flex: FlexSettings;
  readonly batch: BatchSettings;
  readonly budget: Budget;
  readonly prices: ReadonlyMap<string, Price>;
  /** The fingerprints of false alarms. */
  readonly leaks: { readonly allow: readonly string[] };
  readonly queue?: QueueSettings;
  /** The sites that drafts can be pushed to, by name. */
  readonly publish: ReadonlyMap<string, SiteSettings>;
}
