import type { Endpoint } from "../../answers/types.ts";
import type { ImageEndpoint, JsonObject } from "../../job/types.ts";
import { writePythonLiteral } from "./python-literal.ts";
import {
  askedOf,
  listSecretHeaders,
  pictureExtension,
  quoteString,
  type SampleRequest,
  trimSlashes,
} from "./request.ts";

/** What the package's methods take by name; any other key of a body goes into `extra_body`. */
const named: Readonly<Record<Endpoint, readonly string[]>> = {
  responses:
    "model input instructions max_output_tokens temperature top_p reasoning text metadata store".split(
      " ",
    ),
  chat: "model messages max_completion_tokens max_tokens temperature top_p reasoning_effort seed stop n metadata store".split(
    " ",
  ),
  completions: "model prompt max_tokens temperature top_p seed stop n suffix".split(" "),
  images:
    "model prompt n size quality output_format output_compression background moderation response_format style user".split(
      " ",
    ),
};

const methods: Readonly<Record<Endpoint, string>> = {
  responses: "responses.create",
  chat: "chat.completions.create",
  completions: "completions.create",
  images: "images.generate",
};

/** A Python program on OpenAI's own package. */
export function writeOpenaiPython(request: SampleRequest): string {
  const asked = askedOf(request);
  const drawing = "pictures" in asked ? asked.pictures : undefined;
  const imports = [
    ...(drawing && drawing !== "chat" ? ["import base64"] : []),
    ...(listSecretHeaders(request).length === 0 ? [] : ["import os"]),
    ...(drawing && drawing !== "responses" ? ["import urllib.request"] : []),
  ];
  const head = imports.length === 0 ? "" : `${imports.join("\n")}\n\n`;
  return `${head}from openai import OpenAI

client = OpenAI(
${writeClient(request)})
response = client.${methods[request.endpoint]}(
${writeArguments(request)})

${"text" in asked ? readers[asked.text] : savePictures(asked.pictures, pictureExtension(request))}
`;
}

function writeClient(request: SampleRequest): string {
  const { apiKeyEnv, baseUrl, query } = request;
  const key =
    apiKeyEnv === undefined
      ? `api_key="none",  # this server wants no key; the package does`
      : `api_key=os.environ[${quoteString(apiKeyEnv)}],`;
  const parameters =
    query === undefined || Object.keys(query).length === 0
      ? []
      : [`default_query=${writePythonLiteral(query, 4)},`];
  const further = [...parameters, ...writeHeaders(request)];
  return [`base_url=${quoteString(trimSlashes(baseUrl))},`, key, ...further]
    .map((line) => `    ${line}\n`)
    .join("");
}

/** The package sends the key as `Authorization: Bearer` by itself. */
function writeHeaders(request: SampleRequest): readonly string[] {
  const { headers = {} } = request;
  const secret = listSecretHeaders(request).filter(({ prefix }) => prefix === "");
  if (secret.length === 0) {
    return Object.keys(headers).length === 0
      ? []
      : [`default_headers=${writePythonLiteral(headers, 4)},`];
  }
  const lines = [
    ...secret.map(
      ({ name, variable }) => `${quoteString(name)}: os.environ[${quoteString(variable)}],`,
    ),
    ...Object.entries(headers).map(
      ([name, value]) => `${quoteString(name)}: ${quoteString(value)},`,
    ),
  ];
  return [`default_headers={\n${lines.map((line) => `        ${line}\n`).join("")}    },`];
}

function writeArguments({ endpoint, body }: SampleRequest): string {
  const entries = Object.entries(body);
  const known = entries.filter(([key]) => named[endpoint].includes(key));
  const further = entries.filter(([key]) => !named[endpoint].includes(key));
  const lines = known.map(([key, value]) => `    ${key}=${writePythonLiteral(value, 4)},\n`);
  if (further.length === 0) {
    return lines.join("");
  }
  const extra: JsonObject = Object.fromEntries(further);
  return `${lines.join("")}    extra_body=${writePythonLiteral(extra, 4)},\n`;
}

const readers = {
  responses: "print(response.output_text)",
  chat: "print(response.choices[0].message.content)",
  completions: "print(response.choices[0].text.strip())",
} as const;

/** The pictures of a reply, and the bytes of one; `urlopen` reads `data:` addresses as well. */
const pictures: Readonly<Record<ImageEndpoint, readonly [list: string, content: string]>> = {
  images: [
    "response.data",
    `    if picture.b64_json:
        content = base64.b64decode(picture.b64_json)
    else:
        with urllib.request.urlopen(picture.url) as download:
            content = download.read()`,
  ],
  chat: [
    "response.choices[0].message.images",
    `    with urllib.request.urlopen(picture["image_url"]["url"]) as download:
        content = download.read()`,
  ],
  responses: [
    "response.output",
    `    if picture.type != "image_generation_call":
        continue
    content = base64.b64decode(picture.result)`,
  ],
};

function savePictures(endpoint: ImageEndpoint, extension: string): string {
  const [list, content] = pictures[endpoint];
  return `for number, picture in enumerate(${list}, start=1):
${content}
    with open(f"image-{number}.${extension}", "wb") as file:
        file.write(content)`;
}
