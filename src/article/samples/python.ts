import { writePythonLiteral } from "./python-literal.ts";
import { addressOf, pictureExtension, quoteString, type SampleRequest } from "./request.ts";

/** A Python program on the `requests` package. */
export function writePython(request: SampleRequest): string {
  const isImage = request.endpoint === "images";
  const imports = [
    ...(isImage ? ["import base64"] : []),
    ...(request.apiKeyEnv === undefined ? [] : ["import os"]),
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

${isImage ? savePictures(pictureExtension(request)) : readers[request.endpoint]}
`;
}

function writeHeaders({ apiKeyEnv, headers }: SampleRequest): string {
  const lines = [
    ...(apiKeyEnv === undefined
      ? []
      : [`"Authorization": "Bearer " + os.environ[${quoteString(apiKeyEnv)}],`]),
    ...Object.entries(headers ?? {}).map(
      ([name, value]) => `${quoteString(name)}: ${quoteString(value)},`,
    ),
  ];
  if (lines.length === 0) return "";
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

function savePictures(extension: string): string {
  return `for number, picture in enumerate(response.json()["data"], start=1):
    if picture.get("b64_json"):
        content = base64.b64decode(picture["b64_json"])
    else:
        download = requests.get(picture["url"], timeout=300)
        download.raise_for_status()
        content = download.content
    with open(f"image-{number}.${extension}", "wb") as file:
        file.write(content)`;
}
