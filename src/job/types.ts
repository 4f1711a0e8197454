import type { BlockBase } from "../blocks/kind.ts";
import type { Block, BlockNamed } from "../blocks/kinds.ts";
import type { SourceText } from "../blocks/source-text.ts";
import type { Dialect, Endpoint, JsonObject } from "../endpoints/types.ts";
import type { SourcePlace } from "../errors.ts";
import type { AnswerChecks } from "../settings/checks.ts";
import type { TextSettings } from "../settings/text.ts";

export { type SampleLanguage, sampleLanguages } from "../blocks/kind.ts";
export type { Block } from "../blocks/kinds.ts";
export type { SourceText, TextSegment } from "../blocks/source-text.ts";
export {
  type Endpoint,
  endpoints,
  type Json,
  type JsonObject,
  type TextEndpoint,
  textEndpoints,
  type Usage,
} from "../endpoints/types.ts";

export type { AnswerChecks, JsonCheck, Wanted } from "../settings/checks.ts";
export type { ImageSettings } from "../settings/image.ts";
export type { TextSettings } from "../settings/text.ts";
export { type ImageFormat, imageFormats, type VariantSettings } from "../settings/variants.ts";

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

/** Both `prompt:` and `question:` blocks; a question's heading is the question. */
export type TextBlock = BlockNamed<"prompt" | "question">;
export type ImageBlock = BlockNamed<"image">;
export type VideoBlock = BlockNamed<"video">;
export type RequestBlock = BlockNamed<"request">;

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
