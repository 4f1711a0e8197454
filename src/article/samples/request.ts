import type { Endpoint } from "../../answers/types.ts";
import type { ImageEndpoint, Json, JsonObject, TextEndpoint } from "../../job/types.ts";

/** A request as a sample shows it. */
export interface SampleRequest {
  readonly endpoint: Endpoint;
  /** Whether it asks for pictures; of `images` that goes without saying. */
  readonly isImage?: boolean;
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

/** What a request asks for, and by which endpoint. */
type Asked = { readonly pictures: ImageEndpoint } | { readonly text: TextEndpoint };

export function askedOf({ endpoint, isImage = false }: SampleRequest): Asked {
  if (endpoint === "images" || (isImage && endpoint !== "completions")) {
    return { pictures: endpoint };
  }
  return { text: endpoint };
}

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
  const [tool] = listOf(body["tools"]);
  const isTool = typeof tool === "object" && tool !== null && "output_format" in tool;
  const format = isTool ? tool["output_format"] : body["output_format"];
  return typeof format === "string" && /^[a-z]{3,4}$/.test(format) ? format : "png";
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
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
