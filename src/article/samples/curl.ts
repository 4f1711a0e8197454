import { json, quoteString, writeLiteral } from "./literal.ts";
import {
  addressOf,
  endpointOf,
  fieldsOf,
  isForm,
  isTextFile,
  listSecretHeaders,
  pictureExtension,
  type SampleField,
  type SampleFile,
  type SampleRequest,
  writeTexts,
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
    ...(isForm(request) ? [] : [`"Content-Type: application/json"`]),
    ...Object.entries(further).map(([name, value]) => quoteShell(writeHeader(name, value))),
  ];
  const options = headers.map((header) => `  --header ${header} \\\n`).join("");
  // curl makes several addresses of one that holds brackets or braces.
  const literally = /[[\]{}]/.test(address) ? " --globoff" : "";
  const { sample } = endpointOf(request);
  const reader = "text" in sample ? `| jq --raw-output '${sample.text.curl}'` : "> response.json";
  const call = `curl --fail-with-body --silent --show-error${literally} ${quoteShell(address)} \\
${options}`;
  const end = "text" in sample ? "" : savePictures(sample.pictures.curl, pictureExtension(request));
  if (isForm(request)) {
    return `${call}${fieldsOf(request).map(writeField).join(" \\\n")} ${reader}\n${end}`;
  }
  const { given = [] } = request;
  if (given.length === 0) {
    return `${call}  --data-binary @- <<'JSON' ${reader}
${writeLiteral(body, json, 0)}
JSON
${end}`;
  }
  // jq reads the files into the body: JSON is a program of its own there.
  const files = given.map((each, index) => {
    const name = quoteShell(each.file);
    const source = isTextFile(each) ? name : `<(base64 < ${name} | tr -d '\\n')`;
    return ` \\\n  --rawfile file${index + 1} ${source}`;
  });
  const write = (file: SampleFile): string => {
    const variable = `$file${given.indexOf(file) + 1}`;
    return isTextFile(file) ? variable : String.raw`"data:${file.mediaType};base64,\(${variable})"`;
  };
  const writeText = writeTexts(request, write, quoteString);
  const notation = {
    ...json,
    writeText: (text: string) => {
      const written = writeText(text);
      return written.includes(" + $") ? `(${written})` : written;
    },
  };
  return `jq --null-input --from-file /dev/stdin${files.join("")} <<'JSON' |
${writeLiteral(body, notation, 0)}
JSON
${call}  --data-binary @- ${reader}
${end}`;
}

function writeField(field: SampleField): string {
  return "text" in field
    ? `  --form-string ${quoteText(`${field.name}=${field.text}`)}`
    : `  --form ${quoteText(`${field.name}=@${field.file.file};type=${field.file.mediaType}`)}`;
}

/** A header without a value would be left out, unless a semicolon stands for the colon. */
function writeHeader(name: string, value: string): string {
  return value.trim() === "" ? `${name};` : `${name}: ${value}`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Letters beyond ASCII go out as the bytes that a header has, one each. */
function quoteShell(text: string): string {
  if (!/[\u0080-\u00FF]/.test(text)) {
    return quoteText(text);
  }
  const escaped = text
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(/[\u0080-\u00FF]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);
  return `$'${escaped}'`;
}

function savePictures(filter: string, extension: string): string {
  return `
number=0
jq --raw-output '${filter}' response.json |
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
