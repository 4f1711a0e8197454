const plainLine = /^([a-z_]+): ([A-Za-z0-9](?:[A-Za-z0-9:._/@+-]*[A-Za-z0-9._/@+-])?)$/;
const usageLine = /^ {2}(input_tokens|output_tokens): (\d+)$/;
const usesLine = /^ {2}([A-Za-z][A-Za-z0-9_-]*): (sha256:[0-9a-f]{64})$/;
const notText = /^(true|false|null|[\d.]+([eE][+-]?\d+)?|0x[\da-f]+|0o[0-7]+)$/i;

/**
 * Reads front matter of exactly the form that {@link formatTextRecord} writes, without `request`,
 * some fifty times as fast as a YAML parser; what has any other form (a person may have edited
 * it) gives undefined, and is for the YAML parser to read.
 */
export function readHeader(text: string): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  const usage: Record<string, number> = {};
  const uses: Record<string, string> = {};
  let parent = "";
  for (const line of text.split("\n")) {
    if (parent === "request" && (line === "" || line.startsWith("  "))) continue;
    const nested = parent === "usage" ? usageLine.exec(line) : null;
    if (nested) {
      usage[nested[1] ?? ""] = Number(nested[2]);
      fields["usage"] = usage;
      continue;
    }
    const used = parent === "uses" ? usesLine.exec(line) : null;
    if (used) {
      uses[used[1] ?? ""] = used[2] ?? "";
      fields["uses"] = uses;
      continue;
    }
    if (line === "request:" || line === "usage:" || line === "uses:") {
      parent = line.slice(0, -1);
      continue;
    }
    if (line === "") continue;
    const [, key, value] = plainLine.exec(line) ?? [];
    if (key === undefined || value === undefined || key in fields) return undefined;
    parent = "";
    if (!notText.test(value)) fields[key] = value;
    else if (key === "cost_usd") fields[key] = Number(value);
    else return undefined;
  }
  return fields;
}
