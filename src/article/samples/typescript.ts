import type { PictureLoop } from "../../endpoints/sample.ts";
import { json, type Notation, quoteString, writeLiteral } from "./literal.ts";
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
  writeTexts,
} from "./request.ts";

const typescript: Notation = { ...json, lastComma: ",", writeKey };

/**
 * A module for Node 20 or later, with no package; it is valid JavaScript as well. What comes back is
 * parsed by `JSON.parse`, whose result TypeScript lets pass; that of `response.json()` it does not,
 * where the types are Node's.
 */
export function writeTypescript(request: SampleRequest): string {
  const { sample } = endpointOf(request);
  const form = isForm(request) ? writeForm(request) : "";
  const notation = { ...typescript, writeText: writeTexts(request, readAddress, quoteString) };
  const body = form === "" ? `JSON.stringify(${writeLiteral(request.body, notation, 2)})` : "form";
  const functions = [
    ...(request.given === undefined ? [] : ["readFile"]),
    ...("pictures" in sample ? ["writeFile"] : []),
  ];
  const head =
    functions.length === 0 ? "" : `import { ${functions.join(", ")} } from "node:fs/promises";\n\n`;
  return `${head}${form}const response = await fetch(${quoteString(addressOf(request))}, {
  method: "POST",
  headers: {
${writeHeaders(request)}  },
  body: ${body},
});
if (!response.ok) throw new Error(\`\${response.status}: \${await response.text()}\`);
const reply = JSON.parse(await response.text());

${"text" in sample ? sample.text.typescript : savePictures(sample.pictures.typescript, request)}
`;
}

function writeHeaders(request: SampleRequest): string {
  const lines = [
    ...listSecretHeaders(request).map(
      ({ name, prefix, variable }) =>
        `${writeKey(name)}: \`${prefix}\${process.env[${quoteString(variable)}]}\`,`,
    ),
    ...(isForm(request) ? [] : [`"Content-Type": "application/json",`]),
    ...Object.entries(request.headers ?? {}).map(
      ([name, value]) => `${writeKey(name)}: ${quoteString(value)},`,
    ),
  ];
  return lines.map((line) => `    ${line}\n`).join("");
}

/** An expression for a text, or for the `data:` address of any other file. */
function readAddress(given: SampleFile): string {
  const { file, mediaType } = given;
  if (isTextFile(given)) {
    return `(await readFile(${quoteString(file)}, "utf8"))`;
  }
  return `\`data:${mediaType};base64,\${(await readFile(${quoteString(file)})).toString("base64")}\``;
}

function writeForm(request: SampleRequest): string {
  const lines = fieldsOf(request).map((field) => {
    const name = quoteString(field.name);
    if ("text" in field) {
      return `form.append(${name}, ${quoteString(field.text)});\n`;
    }
    const { mediaType } = field.file;
    const file = quoteString(field.file.file);
    const blob = `new Blob([await readFile(${file})], { type: "${mediaType}" })`;
    return `form.append(${name}, ${blob}, ${file});\n`;
  });
  return `const form = new FormData();\n${lines.join("")}\n`;
}

/** `__proto__` in plain quotes would set the prototype instead of a key. */
function writeKey(key: string): string {
  if (key === "__proto__") {
    return `["__proto__"]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteString(key);
}

function savePictures({ list, content }: PictureLoop, request: SampleRequest): string {
  return `for (const [index, picture] of ${list}.entries()) {
${content}
  await writeFile(\`image-\${index + 1}.${pictureExtension(request)}\`, content);
}`;
}
