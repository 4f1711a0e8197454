import type {
  Dialect,
  Endpoint,
  ImageEndpoint,
  ImageParameters,
  JsonObject,
  TextEndpoint,
  TextParameters,
} from "../endpoints/types.ts";
import type { SourcePlace } from "../errors.ts";

export {
  type Endpoint,
  endpoints,
  type ImageEndpoint,
  imageEndpoints,
  type Json,
  type JsonObject,
  type TextEndpoint,
  textEndpoints,
  type Usage,
} from "../endpoints/types.ts";

export type SourceRef = SourcePlace;

/** Where a piece of a text that was folded together from several lines stands in the file. */
export interface TextSegment {
  /** The piece begins at this character of the text's value, counted from 0. */
  readonly start: number;
  readonly line: number;
  readonly column: number;
}

/** A text of the author's that may hold a Liquid template, with where its content begins. */
export interface SourceText extends SourceRef {
  readonly value: string;
  /** True for a `|` block: line n of the value is line `line + n - 1` of the file. */
  readonly literal: boolean;
  /** Only for a text folded or quoted over several lines: see `locateInText`. */
  readonly segments?: readonly TextSegment[];
}

/** What a block resolves to, ready to be sent and hashed. */
export interface ResolvedRequest {
  /** The provider that is really asked: `sandbox` where that stands in. */
  readonly provider: string;
  readonly endpoint: Endpoint;
  readonly model: string;
  /** The exact JSON body; of pictures, with all `n` of them, however they are split. */
  readonly body: JsonObject;
  readonly fingerprint: string;
  /** The most tokens the reply may take; undefined for pictures. */
  readonly maxOutputTokens?: number;
  /** How many pictures; undefined for text. */
  readonly pictures?: number;
  /** How many pictures the model is shown; undefined for none. */
  readonly shown?: number;
}

/** What one request can take at the most; `usd` is undefined when the price is unknown. */
export interface Bound {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly pictures: number;
  readonly usd: number | undefined;
}

/** How to ask a text model; the job's defaults, the article's and the block's own, merged. */
export interface TextSettings extends TextParameters {
  readonly provider: string;
  readonly endpoint: TextEndpoint;
}

/** How to ask an image model; merged like {@link TextSettings}. */
export interface ImageSettings extends ImageParameters {
  readonly provider: string;
  readonly endpoint: ImageEndpoint;
}

export const imageFormats = ["webp", "avif", "jpeg", "png"] as const;
export type ImageFormat = (typeof imageFormats)[number];
export type OnImageError = "fail" | "placeholder" | "skip";

/** What becomes of a picture that came back; merged like {@link TextSettings}. */
export interface VariantSettings {
  readonly widths: readonly number[];
  /** `auto` is png for a picture with transparency, jpeg for any other. */
  readonly formats: readonly (ImageFormat | "auto")[];
  readonly quality: Readonly<Record<ImageFormat, number>>;
  readonly onError: OnImageError;
  /** True to publish in each picture, as metadata, what the model was asked. */
  readonly embedPrompt: boolean;
  readonly maxPixels: number;
  readonly maxBytes: number;
}

interface BlockBase {
  /** Unique in the article, safe as a file name; given, or the slug of the heading. */
  readonly id: string;
  readonly ref: SourceRef;
  readonly heading?: SourceText;
  readonly level: 2 | 3 | 4;
}

export interface MarkdownBlock extends BlockBase {
  readonly kind: "markdown";
  readonly markdown: SourceText;
}
/** What an answer must hold, or must not: a text, or what a regular expression finds. */
export type Wanted =
  | { readonly text: string }
  | { readonly pattern: string; readonly ref: SourceRef };

/** A JSON Schema, and where it is asked for; `true` is the one that any JSON fits. */
export interface JsonCheck {
  readonly schema: JsonObject | true;
  readonly ref: SourceRef;
}

/** What an author asks of an answer's text; a check that is not asked for is not there. */
export interface AnswerChecks {
  readonly words?: { readonly min?: number; readonly max?: number };
  readonly contains?: readonly Wanted[];
  readonly excludes?: readonly Wanted[];
  /** A BCP 47 tag whose language can be detected. */
  readonly language?: string;
  readonly noRefusal?: true;
  readonly noPlaceholder?: true;
  readonly noPreamble?: true;
  /** It is the alternative text of a picture; always asked of those, and of nothing else. */
  readonly altText?: true;
  readonly json?: JsonCheck;
  /** How often a block is asked, all in all, until its answer passes. */
  readonly attempts: number;
}

/** Both `prompt:` and `question:` blocks; a question's heading is the question. */
export interface TextBlock extends BlockBase {
  readonly kind: "prompt" | "question";
  readonly prompt: SourceText;
  readonly text: TextSettings;
  /** Unset where none is asked for. */
  readonly checks?: AnswerChecks;
  /** False: it gets an answer of its own, although another block has the same request. */
  readonly share?: false;
}
export interface ImageBlock extends BlockBase {
  readonly kind: "image";
  readonly prompt: SourceText;
  readonly n: number;
  /** One text for all pictures, or one for each; none when a model is asked to describe them. */
  readonly alt: readonly SourceText[];
  /** With `alt: auto`, how to ask the text model that describes the pictures. */
  readonly altSettings?: TextSettings;
  readonly caption?: SourceText;
  readonly layout: "grid" | "stack";
  /** True to show one composed picture of all of them as well. */
  readonly contactSheet: boolean;
  readonly image: ImageSettings;
  readonly variants: VariantSettings;
}
/** The question for the alternative text of one picture: no block of the file, but like one asked. */
export interface AltBlock extends BlockBase {
  readonly kind: "alt";
  /** The id of the block that the picture belongs to, and its number there, from 1. */
  readonly image: string;
  readonly number: number;
  readonly prompt: SourceText;
  readonly text: TextSettings;
  readonly checks: AnswerChecks;
}
/** One picture of an image block, by the block's id and its number, from 1. */
export interface PictureName {
  readonly image: string;
  readonly number: number;
}
export interface VideoBlock extends BlockBase {
  readonly kind: "video";
  readonly url: string;
  /** The 11-character id when `url` is one of YouTube's. */
  readonly youtubeId?: string;
  readonly alt: SourceText;
  /** A local picture (absolute path) to use as the poster. */
  readonly poster?: string;
  /** One of the article's own pictures to use as the poster: an image block's id, and which. */
  readonly posterPicture?: PictureName;
  readonly variants: VariantSettings;
}
export interface CodeBlock extends BlockBase {
  readonly kind: "code";
  readonly code: string;
  readonly language: string;
}

export const sampleLanguages = ["python", "openai-python", "curl", "typescript"] as const;
export type SampleLanguage = (typeof sampleLanguages)[number];
export interface RequestBlock extends BlockBase {
  readonly kind: "request";
  /** The id of the block whose request is shown as code. */
  readonly of: string;
  readonly languages: readonly SampleLanguage[];
}
export interface ReferencesBlock extends BlockBase {
  readonly kind: "references";
  readonly references: readonly { readonly title: string; readonly url: string }[];
}
export interface UsageBlock extends BlockBase {
  readonly kind: "usage";
}
export type Block =
  | MarkdownBlock
  | TextBlock
  | ImageBlock
  | VideoBlock
  | CodeBlock
  | RequestBlock
  | ReferencesBlock
  | UsageBlock;
export type BlockKind = Block["kind"];

export interface Article {
  /** The file's name without its extension: the folder's name in answers/ and output/. */
  readonly slug: string;
  /** Relative to the job's folder, with forward slashes. */
  readonly file: string;
  readonly title: SourceText;
  /** A BCP 47 tag; `en` when the file says none. */
  readonly language: string;
  readonly author?: string;
  readonly description?: SourceText;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly tags: readonly string[];
  readonly vars: JsonObject;
  readonly system?: SourceText;
  /** Whether its pages say that a model made them; the job's setting when it is not given. */
  readonly aiNote?: boolean;
  /** True to begin the page with links to its headings. */
  readonly toc: boolean;
  readonly blocks: readonly Block[];
}

export interface ProviderLimits {
  readonly concurrency: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** The largest `n` of one image request. Unset: what the model's API is known to allow. */
  readonly imagesPerRequest?: number;
}

/** What a connection is secured with: absolute paths of PEM files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Provider extends Dialect {
  readonly name: string;
  /** Unset only for `openai`, whose base URL the environment may give. */
  readonly baseUrl?: string;
  /** The name of an environment variable. Unset: the server wants no key. */
  readonly apiKeyEnv?: string;
  /** The header that the key goes into as it is; unset: `Authorization: Bearer`. */
  readonly authHeader?: string;
  /** Names of variables by the headers that they go into. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** Parameters of each address. */
  readonly query?: Readonly<Record<string, string>>;
  readonly tls?: TlsFiles;
  readonly limits: ProviderLimits;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  /** A longer wait that the server asks for is not slept through: the request is parked. */
  readonly longestWaitMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

export const outputFormats = ["markdown", "html", "notebook"] as const;
export type OutputFormat = (typeof outputFormats)[number];
export type HeadingStyle = "atx" | "bold";

export interface OutputSettings {
  /** Absolute. */
  readonly dir: string;
  readonly formats: readonly OutputFormat[];
  readonly headingStyle: HeadingStyle;
  /** Whether pages say that a model made them, where an article does not decide it. */
  readonly aiNote: boolean;
  /** Where the folder stands on the web; ends with a slash. */
  readonly baseUrl?: string;
}

export interface Budget {
  readonly usd?: number;
  readonly requests?: number;
  readonly minutes?: number;
  readonly ref?: SourceRef;
}

/** US dollars per million tokens, or per image. */
export interface Price {
  readonly input?: number;
  readonly output?: number;
  readonly image?: number;
  readonly asOf?: string;
}

/** What the leak gate lets pass. */
export interface LeakSettings {
  /** The fingerprints of false alarms. */
  readonly allow: readonly string[];
}

/** A whole job, checked, merged with its defaults, and frozen. */
export interface Job {
  /** Absolute path of the job file, and of its folder. */
  readonly file: string;
  readonly dir: string;
  readonly articles: readonly Article[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly output: OutputSettings;
  /** Absolute. */
  readonly answersDir: string;
  readonly budget: Budget;
  readonly prices: ReadonlyMap<string, Price>;
  readonly leaks: LeakSettings;
}
