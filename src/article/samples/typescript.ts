import type { PictureLoop } from "../../endpoints/sample.ts";
import { json, type Notation, quoteString, writeLiteral } from "./literal.ts";
import {
  addressOf,
  endpointOf,
  listSecretHeaders,
  pictureExtension,
  type SampleRequest,
} from "./request.ts";

const typescript: Notation = { ...json, lastComma: ",", writeKey };

/**
 * A module for Node 20 or later, with no package; it is valid JavaScript as well. What comes back is
 * parsed by `JSON.parse`, whose result TypeScript lets pass; that of `response.json()` it does not,
 * where the types are Node's.
 */
export function writeTypescript(request: SampleRequest): string {
  const { sample } = endpointOf(request);
  const head = "pictures" in sample ? `import { writeFile } from "node:fs/promises";\n\n` : "";
  return `${head}const response = await fetch(${quoteString(addressOf(request))}, {
  method: "POST",
  headers: {
${writeHeaders(request)}  },
  body: JSON.stringify(${writeLiteral(request.body, typescript, 2)}),
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
    `"Content-Type": "application/json",`,
    ...Object.entries(request.headers ?? {}).map(
      ([name, value]) => `${writeKey(name)}: ${quoteString(value)},`,
    ),
  ];
  return lines.map((line) => `    ${line}\n`).join("");
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
