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
  /** The header that the key goes into as it is; unset: `Authorization: Bearer`. */
  readonly authHeader?: string | undefined;
  /** Further headers that the job names for the provider. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The NAMES of the variables that hold the values of further headers. */
  readonly secretHeaders?: Readonly<Record<string, string>> | undefined;
  /** Parameters of the address. */
  readonly query?: Readonly<Record<string, string>> | undefined;
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
export function addressOf({ baseUrl, endpoint, query }: SampleRequest): string {
  const parameters = new URLSearchParams(query).toString();
  return `${trimSlashes(baseUrl)}${paths[endpoint]}${parameters === "" ? "" : `?${parameters}`}`;
}

/** A header whose value, or the part of it behind `prefix`, is in an environment variable. */
interface SecretHeader {
  readonly name: string;
  readonly prefix: string;
  readonly variable: string;
}

/** The headers that a program takes from its environment: the key's first. */
export function listSecretHeaders(request: SampleRequest): readonly SecretHeader[] {
  const { apiKeyEnv, authHeader, secretHeaders = {} } = request;
  const key =
    authHeader === undefined
      ? { name: "Authorization", prefix: "Bearer " }
      : { name: authHeader, prefix: "" };
  return [
    ...(apiKeyEnv === undefined ? [] : [{ ...key, variable: apiKeyEnv }]),
    ...Object.entries(secretHeaders).map(([name, variable]) => ({ name, prefix: "", variable })),
  ];
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
