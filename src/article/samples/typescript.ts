import type { ImageEndpoint, Json } from "../../job/types.ts";
import {
  addressOf,
  askedOf,
  listSecretHeaders,
  pictureExtension,
  quoteString,
  type SampleRequest,
} from "./request.ts";

/**
 * A module for Node 20 or later, with no package; it is valid JavaScript as well. What comes back is
 * parsed by `JSON.parse`, whose result TypeScript lets pass; that of `response.json()` it does not,
 * where the types are Node's.
 */
export function writeTypescript(request: SampleRequest): string {
  const asked = askedOf(request);
  const head = "pictures" in asked ? `import { writeFile } from "node:fs/promises";\n\n` : "";
  return `${head}const response = await fetch(${quoteString(addressOf(request))}, {
  method: "POST",
  headers: {
${writeHeaders(request)}  },
  body: JSON.stringify(${writeLiteral(request.body, 2)}),
});
if (!response.ok) throw new Error(\`\${response.status}: \${await response.text()}\`);
const reply = JSON.parse(await response.text());

${"text" in asked ? readers[asked.text] : savePictures(asked.pictures, pictureExtension(request))}
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

function writeLiteral(value: Json, indent: number): string {
  if (typeof value === "string") {
    return quoteString(value);
  }
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value);
  }
  const inner = " ".repeat(indent + 2);
  const isList = Array.isArray(value);
  const lines = Object.entries(value).map(([key, item]: [string, Json]) => {
    const written = writeLiteral(item, indent + 2);
    return `${inner}${isList ? "" : `${writeKey(key)}: `}${written},\n`;
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return lines.length === 0
    ? `${open}${close}`
    : `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}

/** `__proto__` in plain quotes would set the prototype instead of a key. */
function writeKey(key: string): string {
  if (key === "__proto__") {
    return `["__proto__"]`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteString(key);
}

const readers = {
  responses: `for (const item of reply.output) {
  for (const part of item.content ?? []) {
    if (part.type === "output_text") console.log(part.text);
  }
}`,
  chat: `console.log(reply.choices[0].message.content);`,
  completions: `console.log(reply.choices[0].text.trim());`,
} as const;

/** The pictures of a reply, and the bytes of one: `fetch` reads `data:` addresses as well. */
const pictures: Readonly<Record<ImageEndpoint, readonly [list: string, content: string]>> = {
  images: [
    "reply.data",
    `picture.b64_json
    ? Buffer.from(picture.b64_json, "base64")
    : Buffer.from(await (await fetch(picture.url)).arrayBuffer())`,
  ],
  chat: [
    "reply.choices[0].message.images",
    "Buffer.from(await (await fetch(picture.image_url.url)).arrayBuffer())",
  ],
  responses: ["reply.output", `Buffer.from(picture.result, "base64")`],
};

function savePictures(endpoint: ImageEndpoint, extension: string): string {
  const [list, content] = pictures[endpoint];
  return `for (const [index, picture] of ${list}.entries()) {
${endpoint === "responses" ? `  if (picture.type !== "image_generation_call") continue;\n` : ""}  const content = ${content};
  await writeFile(\`image-\${index + 1}.${extension}\`, content);
}`;
}
