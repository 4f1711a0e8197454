/** Any JSON value, as it stands in a request body. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export const textEndpoints = ["responses", "chat", "completions"] as const;
export type TextEndpoint = (typeof textEndpoints)[number];

/** The ways to ask for pictures; the names are those of the APIs. */
export const imageEndpoints = ["images", "chat", "responses"] as const;
export type ImageEndpoint = (typeof imageEndpoints)[number];

/** Where a request goes, for text or for pictures: what a record may name. */
export type Endpoint = TextEndpoint | ImageEndpoint;
export const endpoints: readonly Endpoint[] = [...new Set([...textEndpoints, ...imageEndpoints])];

/** What a request for text says beside its prompt. */
export interface TextParameters {
  readonly model: string;
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  /** Further keys of the API, sent as they stand. */
  readonly extra: JsonObject;
}

/** What a request for pictures says beside its prompt. */
export interface ImageParameters {
  readonly model: string;
  readonly size?: string;
  readonly quality?: string;
  readonly outputFormat?: string;
  readonly outputCompression?: number;
  readonly background?: string;
  readonly moderation?: string;
  readonly extra: JsonObject;
}

/** Where servers differ in what they take. */
export interface Dialect {
  /** What /chat/completions calls its output limit. */
  readonly maxTokensField: "max_completion_tokens" | "max_tokens";
}

/**
 * Gives a server's words as they may be shown: in one line, of a bounded length, without control
 * characters, and without any part of a key; undefined when nothing of them may be.
 */
export type Excerpt = (words: string | undefined) => string | undefined;
