import type { PictureLoop, Readers } from "../../endpoints/sample.ts";
import { type Notation, quoteString, writeLiteral } from "./literal.ts";
import {
  addressOf,
  endpointOf,
  fieldsOf,
  isForm,
  isTextFile,
  listSecretHeaders,
  pictureExtension,
  type SampleFile,
  type SampleRequest,
  type SecretHeader,
  trimSlashes,
  writeTexts,
} from "./request.ts";

const python: Notation = {
  indent: 4,
  lastComma: ",",
  writeKey: quoteString,
  writeWord: (word) =>
    ({ null: "None", true: "True", false: "False" })[String(word)] ?? JSON.stringify(word),
};

/** A Python program on the `requests` package. */
export function writePython(request: SampleRequest): string {
  const reader = writeReader(readersOf(request).python, request);
  const body = isForm(request) ? writeForm(request) : writeBody(request);
  return `${writeImports(request, body + reader)}import requests

response = requests.post(
    ${quoteString(addressOf(request))},
${writeHeaders("headers", listSecretHeaders(request), request)}${body}    timeout=300,
)
response.raise_for_status()

${reader}
`;
}

/** A Python program on OpenAI's own package; on `requests` where that has no method. */
export function writeOpenaiPython(request: SampleRequest): string {
  const { openai } = readersOf(request);
  if (openai === undefined) {
    return writePython(request);
  }
  const reader = writeReader(openai.reader, request);
  const edits = isForm(request) ? openai.edits : undefined;
  const { method, takes } = edits ?? openai;
  const args = writeArguments(request, takes.split(" "));
  return `${writeImports(request, args + reader)}from openai import OpenAI

client = OpenAI(
${writeClient(request)})
response = client.${method}(
${args})

${reader}
`;
}

/** @param code what uses the modules */
function writeImports(request: SampleRequest, code: string): string {
  const names = [
    ...(code.includes("base64.") ? ["base64"] : []),
    ...(listSecretHeaders(request).length === 0 ? [] : ["os"]),
    ...(code.includes("urllib.request.") ? ["urllib.request"] : []),
  ];
  return names.length === 0 ? "" : `${names.map((name) => `import ${name}\n`).join("")}\n`;
}

function writeClient(request: SampleRequest): string {
  const { apiKeyEnv, baseUrl, query = {} } = request;
  const key =
    apiKeyEnv === undefined
      ? `"none",  # this server wants no key; the package does`
      : `os.environ[${quoteString(apiKeyEnv)}],`;
  const parameters = writeLiteral(query, python, 4);
  // The package sends the key as `Authorization: Bearer` by itself.
  const secret = listSecretHeaders(request).filter(({ prefix }) => prefix === "");
  return `    base_url=${quoteString(trimSlashes(baseUrl))},
    api_key=${key}
${parameters === "{}" ? "" : `    default_query=${parameters},\n`}${writeHeaders("default_headers", secret, request)}`;
}

/** Headers as an argument of that name; nothing without any. */
function writeHeaders(
  argument: string,
  secret: readonly SecretHeader[],
  { headers = {} }: SampleRequest,
): string {
  const lines = [
    ...secret.map(
      ({ name, prefix, variable }) =>
        `${quoteString(name)}: ${prefix && `${quoteString(prefix)} + `}os.environ[${quoteString(variable)}],`,
    ),
    ...Object.entries(headers).map(
      ([name, value]) => `${quoteString(name)}: ${quoteString(value)},`,
    ),
  ];
  return lines.length === 0
    ? ""
    : `    ${argument}={\n${lines.map((line) => `        ${line}\n`).join("")}    },\n`;
}

function writeBody(request: SampleRequest): string {
  return `    json=${writeLiteral(request.body, readingFiles(request), 4)},\n`;
}

/** Python that reads the pictures which the body names. */
function readingFiles(request: SampleRequest): Notation {
  return { ...python, writeText: writeTexts(request, readAddress, quoteString) };
}

/** An expression for a text, or for the `data:` address of any other file. */
function readAddress(given: SampleFile): string {
  const { file, mediaType } = given;
  if (isTextFile(given)) {
    return `open(${quoteString(file)}, encoding="utf-8").read()`;
  }
  return `"data:${mediaType};base64," + base64.b64encode(${openFile(file)}.read()).decode()`;
}

function openFile(file: string): string {
  return `open(${quoteString(file)}, "rb")`;
}

function writeForm(request: SampleRequest): string {
  const fields = fieldsOf(request);
  const texts = fields.filter((field) => "text" in field);
  const files = fields.filter((field) => "file" in field);
  const data = texts.map(
    ({ name, text }) => `        ${quoteString(name)}: ${quoteString(text)},\n`,
  );
  const opened = files.map(
    ({ name, file: { file } }) => `        (${quoteString(name)}, ${openFile(file)}),\n`,
  );
  return `    data={\n${data.join("")}    },\n    files=[\n${opened.join("")}    ],\n`;
}

function writeArguments(request: SampleRequest, takes: readonly string[]): string {
  const { body } = request;
  const notation = isForm(request)
    ? { ...python, writeText: writeTexts(request, ({ file }) => openFile(file), quoteString) }
    : readingFiles(request);
  const entries = Object.entries(body);
  const further = Object.fromEntries(entries.filter(([key]) => !takes.includes(key)));
  const named = [
    ...entries.filter(([key]) => takes.includes(key)),
    ...(Object.keys(further).length === 0 ? [] : [["extra_body", further] as const]),
  ];
  return named.map(([key, value]) => `    ${key}=${writeLiteral(value, notation, 4)},\n`).join("");
}

function readersOf(request: SampleRequest): Readers<string> | Readers<PictureLoop> {
  const { sample } = endpointOf(request);
  return "text" in sample ? sample.text : sample.pictures;
}

function writeReader(reader: string | PictureLoop, request: SampleRequest): string {
  if (typeof reader === "string") {
    return reader;
  }
  return `for number, picture in enumerate(${reader.list}, start=1):
${reader.content}
    with open(f"image-{number}.${pictureExtension(request)}", "wb") as file:
        file.write(content)`;
}
