import type { Endpoint } from "../../answers/types.ts";
import type { JsonObject } from "../../job/types.ts";

/** A request as a sample shows it. */
export interface SampleRequest {
  readonly endpoint: Endpoint;
  readonly baseUrl: string;
  /** The NAME of the variable that holds the key; absent when the server wants none. */
  readonly apiKeyEnv?: string | undefined;
  readonly body: JsonObject;
  /** Further headers that the job names for the provider. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const paths: Readonly<Record<Endpoint, string>> = {
  responses: "/responses",
  chat: "/chat/completions",
  completions: "/completions",
  images: "/images/generations",
};

/** The whole address of the request. */
export function addressOf({ baseUrl, endpoint }: SampleRequest): string {
  return `${trimSlashes(baseUrl)}${paths[endpoint]}`;
}

/** A base URL without slashes at its end. */
export function trimSlashes(url: string): string {
  return url.replace(/\/+$/, "");
}

/** The ending of the files that pictures are saved in. */
export function pictureExtension({ body }: SampleRequest): string {
  const format = body["output_format"];
  return typeof format === "string" && /^[a-z]{3,4}$/.test(format) ? format : "png";
}

/**
 * A string in double quotes, as JSON, JavaScript and Python all read it: with control characters
 * and marks that change the direction of writing as escapes, so that the page shows all of it.
 */
export function quoteString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
