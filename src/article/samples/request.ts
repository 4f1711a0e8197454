import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import type { EndpointSample } from "../../endpoints/sample.ts";
import { textEndpointAdapters } from "../../endpoints/text-endpoints.ts";
import type { Endpoint, Json, JsonObject } from "../../job/types.ts";

/** A request as a sample shows it. */
export interface SampleRequest {
  readonly endpoint: Endpoint;
  /** Whether it asks for pictures; of `images` that goes without saying. */
  readonly isImage?: boolean;
  readonly baseUrl: string;
  /** The NAME of the variable that holds the key; absent when the server wants none. */
  readonly apiKeyEnv?: string | undefined;
  readonly body: JsonObject;
  /** The files that go along, which the body names by their hashes: a mask's among them. */
  readonly given?: readonly SampleFile[] | undefined;
  /** The header that the key goes into as it is; unset: `Authorization: Bearer`. */
  readonly authHeader?: string | undefined;
  /** Further headers that the job names for the provider. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The NAMES of the variables that hold the values of further headers. */
  readonly secretHeaders?: Readonly<Record<string, string>> | undefined;
  /** Parameters of the address. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** A file beside it that a program reads: a picture, a PDF, or a text, which goes along as it is. */
export interface SampleFile {
  readonly sha256: string;
  readonly file: string;
  readonly mediaType: string;
}

export function isTextFile({ mediaType }: SampleFile): boolean {
  return mediaType.startsWith("text/");
}

interface SampledEndpoint {
  readonly path: string;
  readonly edits?: { readonly path: string };
  readonly sample: EndpointSample;
}
type SampledEndpoints = Readonly<Record<Endpoint, SampledEndpoint>>;
// Some names are of two endpoints, one for text and one for pictures.
const forText: SampledEndpoints = { ...imageEndpointAdapters, ...textEndpointAdapters };
const forPictures: SampledEndpoints = { ...textEndpointAdapters, ...imageEndpointAdapters };

/** Where a request goes, and how its reply is shown. */
export function endpointOf({ endpoint, isImage = false }: SampleRequest): SampledEndpoint {
  return (isImage ? forPictures : forText)[endpoint];
}

/** The whole address of the request. */
export function addressOf(request: SampleRequest): string {
  const parameters = new URLSearchParams(request.query).toString();
  const { path } = (isForm(request) ? endpointOf(request).edits : undefined) ?? endpointOf(request);
  const address = `${trimSlashes(request.baseUrl)}${path}`;
  return parameters === "" ? address : `${address}?${parameters}`;
}

/** A header whose value, or the part of it behind `prefix`, is in an environment variable. */
export interface SecretHeader {
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
  const tools = body["tools"];
  const tool: Json | undefined = Array.isArray(tools) ? tools[0] : undefined;
  const isTool = typeof tool === "object" && tool !== null && "output_format" in tool;
  const format = isTool ? tool["output_format"] : body["output_format"];
  return typeof format === "string" && /^[a-z]{3,4}$/.test(format) ? format : "png";
}

/** Whether the request is sent as a form, with its pictures as files. */
export function isForm(request: SampleRequest): boolean {
  return request.given !== undefined && endpointOf(request).edits !== undefined;
}

/** A field of a form: a text, or a file. */
export type SampleField =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly file: SampleFile };

/** The fields of a request that is sent as a form, in their order. */
export function fieldsOf({ body, given = [] }: SampleRequest): readonly SampleField[] {
  return Object.entries(body).flatMap(([key, value]): readonly SampleField[] => {
    const texts = key === "image" || key === "mask" ? [value].flat() : [];
    const files = texts.flatMap((text) => given.find(({ sha256 }) => sha256 === text) ?? []);
    if (files.length > 0) {
      const name = key === "image" ? "image[]" : key;
      return files.map((file) => ({ name, file }));
    }
    return [{ name: key, text: typeof value === "string" ? value : JSON.stringify(value) }];
  });
}

/**
 * Writes the texts of a body, where a hash stands for a file: an expression that reads it.
 * @param write of a text, or of any other file as a `data:` address
 * @param quote any other text
 */
export function writeTexts(
  { given = [] }: SampleRequest,
  write: (file: SampleFile) => string,
  quote: (text: string) => string,
): (text: string) => string {
  return (text) => {
    const pieces = text.split(/(sha256:[\da-f]{64})/).filter((piece) => piece !== "");
    const files = pieces.map((piece) => given.find(({ sha256 }) => sha256 === piece));
    if (files.every((file) => file === undefined)) {
      return quote(text);
    }
    return pieces
      .map((piece, index) => {
        const file = files[index];
        return file === undefined ? quote(piece) : write(file);
      })
      .join(" + ");
  };
}
