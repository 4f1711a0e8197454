import type { Json } from "../../job/types.ts";
import { addressOf, pictureExtension, quoteString, type SampleRequest } from "./request.ts";

/**
 * A shell command. The body stands in a quoted here-document, where the shell changes nothing;
 * being indented JSON, none of its lines can be the closing word. Pictures need jq.
 */
export function writeCurl(request: SampleRequest): string {
  const headers = [
    ...(request.apiKeyEnv === undefined ? [] : [`"Authorization: Bearer $${request.apiKeyEnv}"`]),
    `"Content-Type: application/json"`,
    ...Object.entries(request.headers ?? {}).map(([name, value]) =>
      quoteShell(`${name}: ${value}`),
    ),
  ];
  const options = headers.map((header) => `  --header ${header} \\\n`).join("");
  const isImage = request.endpoint === "images";
  return `curl --fail-with-body --silent --show-error ${quoteShell(addressOf(request))} \\
${options}  --data-binary @- <<'JSON'${isImage ? " > response.json" : ""}
${writeJson(request.body, 0)}
JSON
${isImage ? savePictures(pictureExtension(request)) : ""}`;
}

function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Like JSON.stringify with an indent of two, with every deceptive character escaped. */
function writeJson(value: Json, indent: number): string {
  if (typeof value === "string") return quoteString(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = " ".repeat(indent + 2);
  const isList = Array.isArray(value);
  const lines = Object.entries(value).map(([key, item]: [string, Json]) => {
    const written = writeJson(item, indent + 2);
    return `${inner}${isList ? "" : `${quoteString(key)}: `}${written}`;
  });
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function savePictures(extension: string): string {
  return `
number=0
jq --raw-output '.data[] | if .b64_json then "base64 " + .b64_json else "url " + .url end' response.json |
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
