import type { ImageEndpoint } from "../../job/types.ts";
import { writePythonLiteral } from "./python-literal.ts";
import {
  addressOf,
  askedOf,
  listSecretHeaders,
  pictureExtension,
  quoteString,
  type SampleRequest,
} from "./request.ts";

/** A Python program on the `requests` package. */
export function writePython(request: SampleRequest): string {
  const asked = askedOf(request);
  const drawing = "pictures" in asked ? asked.pictures : undefined;
  const imports = [
    ...(drawing && drawing !== "chat" ? ["import base64"] : []),
    ...(listSecretHeaders(request).length === 0 ? [] : ["import os"]),
    ...(drawing === "chat" ? ["import urllib.request"] : []),
  ];
  const head = imports.length === 0 ? "" : `${imports.join("\n")}\n\n`;
  const headers = writeHeaders(request);
  return `${head}import requests

response = requests.post(
    ${quoteString(addressOf(request))},
${headers}    json=${writePythonLiteral(request.body, 4)},
    timeout=300,
)
response.raise_for_status()

${"text" in asked ? readers[asked.text] : savePictures(asked.pictures, pictureExtension(request))}
`;
}

function writeHeaders(request: SampleRequest): string {
  const lines = [
    ...listSecretHeaders(request).map(
      ({ name, prefix, variable }) =>
        `${quoteString(name)}: ${prefix && `${quoteString(prefix)} + `}os.environ[${quoteString(variable)}],`,
    ),
    ...Object.entries(request.headers ?? {}).map(
      ([name, value]) => `${quoteString(name)}: ${quoteString(value)},`,
    ),
  ];
  if (lines.length === 0) {
    return "";
  }
  return `    headers={\n${lines.map((line) => `        ${line}\n`).join("")}    },\n`;
}

const readers = {
  responses: `for item in response.json()["output"]:
    for part in item.get("content") or []:
        if part["type"] == "output_text":
            print(part["text"])`,
  chat: `print(response.json()["choices"][0]["message"]["content"])`,
  completions: `print(response.json()["choices"][0]["text"].strip())`,
} as const;

/** The pictures of a reply, and the bytes of one; `urlopen` reads `data:` addresses as well. */
const pictures: Readonly<Record<ImageEndpoint, readonly [list: string, content: string]>> = {
  images: [
    `response.json()["data"]`,
    `    if picture.get("b64_json"):
        content = base64.b64decode(picture["b64_json"])
    else:
        download = requests.get(picture["url"], timeout=300)
        download.raise_for_status()
        content = download.content`,
  ],
  chat: [
    `response.json()["choices"][0]["message"]["images"]`,
    `    with urllib.request.urlopen(picture["image_url"]["url"]) as download:
        content = download.read()`,
  ],
  responses: [
    `response.json()["output"]`,
    `    if picture["type"] != "image_generation_call":
        continue
    content = base64.b64decode(picture["result"])`,
  ],
};

function savePictures(endpoint: ImageEndpoint, extension: string): string {
  const [list, content] = pictures[endpoint];
  return `for number, picture in enumerate(${list}, start=1):
${content}
    with open(f"image-{number}.${extension}", "wb") as file:
        file.write(content)`;
}
