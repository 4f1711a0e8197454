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
 * A shell command. The body stands in a quoted here-document, where the shell changes nothing;
 * being indented JSON, none of its lines can be the closing word. jq takes the answer out of the
 * reply, and shows the whole reply when it holds none.
 */
export function writeCurl(request: SampleRequest): string {
  const { headers: further = {}, body } = request;
  const address = addressOf(request);
  const headers = [
    ...listSecretHeaders(request).map(
      ({ name, prefix, variable }) =>
        `"${name.replaceAll(/[$`]/g, String.raw`\$&`)}: ${prefix}$${variable}"`,
    ),
    `"Content-Type: application/json"`,
    ...Object.entries(further).map(([name, value]) => quoteShell(writeHeader(name, value))),
  ];
  const options = headers.map((header) => `  --header ${header} \\\n`).join("");
  // curl makes several addresses of one that holds brackets or braces.
  const literally = /[[\]{}]/.test(address) ? " --globoff" : "";
  const asked = askedOf(request);
  const reader = "text" in asked ? `| jq --raw-output '${readers[asked.text]}'` : "> response.json";
  return `curl --fail-with-body --silent --show-error${literally} ${quoteShell(address)} \\
${options}  --data-binary @- <<'JSON' ${reader}
${writeJson(body, 0)}
JSON
${"text" in asked ? "" : savePictures(asked.pictures, pictureExtension(request))}`;
}

const readers = {
  responses: `(.output[]?.content[]? | select(.type == "output_text").text) // .`,
  chat: ".choices[0].message.content // .",
  completions: `(.choices[0].text | strings | sub("^\\\\s+"; "")) // .`,
} as const;

/** A header without a value would be left out, unless a semicolon stands for the colon. */
function writeHeader(name: string, value: string): string {
  return value.trim() === "" ? `${name};` : `${name}: ${value}`;
}

/** Letters beyond ASCII go out as the bytes that a header has, one each. */
function quoteShell(text: string): string {
  if (!/[\u0080-\u00FF]/.test(text)) {
    return `'${text.replaceAll("'", `'\\''`)}'`;
  }
  const escaped = text
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(/[\u0080-\u00FF]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);
  return `$'${escaped}'`;
}

/** Like JSON.stringify with an indent of two, with every deceptive character escaped. */
function writeJson(value: Json, indent: number): string {
  if (typeof value === "string") {
    return quoteString(value);
  }
  if (value === null || typeof value !== "object") {
    return JSON.stringify(value);
  }
  const inner = " ".repeat(indent + 2);
  const isList = Array.isArray(value);
  const lines = Object.entries(value).map(([key, item]: [string, Json]) => {
    const written = writeJson(item, indent + 2);
    return `${inner}${isList ? "" : `${quoteString(key)}: `}${written}`;
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (lines.length === 0) {
    return `${open}${close}`;
  }
  return `${open}\n${lines.join(",\n")}\n${" ".repeat(indent)}${close}`;
}

const pictures: Readonly<Record<ImageEndpoint, string>> = {
  images: `.data[] | if .b64_json then "base64 " + .b64_json else "url " + .url end`,
  chat: `.choices[0].message.images[].image_url.url | if startswith("data:") then "base64 " + (split(",")[1]) else "url " + . end`,
  responses: `.output[] | select(.type == "image_generation_call") | "base64 " + .result`,
};

function savePictures(endpoint: ImageEndpoint, extension: string): string {
  return `
number=0
jq --raw-output '${pictures[endpoint]}' response.json |
while read -r kind content; do
  number=$((number + 1))
  if [ "$kind" = base64 ]; then
    printf '%s' "$content" | base64 --decode > "image-$number.${extension}"
  else
    curl --fail --silent --show-error --output "image-$number.${extension}" "$content"
  fi
done
`;
}
