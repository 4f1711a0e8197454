const plainLine = /^([a-z_]+): ([A-Za-z0-9](?:[A-Za-z0-9:._/@+-]*[A-Za-z0-9._/@+-])?)$/;
const usageLine = /^ {2}(input_tokens|output_tokens): (\d+)$/;
const usesLine = /^ {2}([A-Za-z][A-Za-z0-9_-]*): (sha256:[0-9a-f]{64})$/;
const runLine = /^run: \{ (.+) \}$/;
const runMember =
  /^(created|finish|request_id|service_tier): ([A-Za-z0-9](?:[\w:./@+-]*[\w./@+-])?)$|^(cost_usd|[a-z]+(?:_[a-z]+)?_tokens): (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
/** A name and a date, and the hash of the text that was reviewed. */
const reviewedLine =
  /^reviewed: (\p{L}[\p{L}\p{M}\p{N} .'’()-]*, \d{4}-\d\d-\d\d(?:, sha256:[0-9a-f]{64})?)$/u;
const notText = /^(true|false|null|[\d.]+([eE][+-]?\d+)?|0x[\da-f]+|0o[0-7]+)$/i;

/**
 * Reads front matter of exactly the form that {@link formatTextRecord} writes, without `request`,
 * in a fraction of the time that a YAML parser takes; what has any other form (a person may have edited
 * it) gives undefined, and is for the YAML parser to read.
 */
export function readHeader(text: string): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  const usage: Record<string, number> = {};
  const uses: Record<string, string> = {};
  let parent = "";
  const sections = new Set<string>();
  for (const line of text.split("\n")) {
    if (parent === "request" && (line === "" || line.startsWith("  "))) {
      continue;
    }
    const nested = parent === "usage" ? usageLine.exec(line) : null;
    if (nested) {
      if ((nested[1] ?? "") in usage) {
        return undefined;
      }
      usage[nested[1] ?? ""] = Number(nested[2]);
      fields["usage"] = usage;
      continue;
    }
    const used = parent === "uses" ? usesLine.exec(line) : null;
    if (used) {
      // Names that YAML reads as something else, or that occur twice, are left to its parser.
      if ((used[1] ?? "") in uses || notText.test(used[1] ?? "")) {
        return undefined;
      }
      uses[used[1] ?? ""] = used[2] ?? "";
      fields["uses"] = uses;
      continue;
    }
    if (line === "request:" || line === "usage:" || line === "uses:") {
      parent = line.slice(0, -1);
      if (sections.has(parent) || parent in fields) {
        return undefined;
      }
      sections.add(parent);
      continue;
    }
    if (line === "") {
      continue;
    }
    const run = runLine.exec(line);
    const [, reviewed] = reviewedLine.exec(line) ?? [];
    if (run !== null || reviewed !== undefined) {
      const name = run === null ? "reviewed" : "run";
      const value = run === null ? reviewed : readRun(run[1] ?? "");
      if (value === undefined || name in fields || sections.has(name)) {
        return undefined;
      }
      parent = "";
      fields[name] = value;
      continue;
    }
    const [, key, value] = plainLine.exec(line) ?? [];
    if (key === undefined || value === undefined || key in fields) {
      return undefined;
    }
    if (sections.has(key)) {
      return undefined;
    }
    parent = "";
    if (!notText.test(value)) {
      fields[key] = value;
    } else if (key === "cost_usd" && !Number.isNaN(Number(value))) {
      fields[key] = Number(value);
    } else {
      return undefined;
    }
  }
  // A section without a line of its own is null to YAML.
  if (sections.has("usage") !== "usage" in fields || sections.has("uses") !== "uses" in fields) {
    return undefined;
  }
  return fields;
}

/** @returns undefined for what the YAML parser has to read */
function readRun(members: string): Record<string, unknown> | undefined {
  const run: Record<string, unknown> = {};
  for (const member of members.split(", ")) {
    const [, name, word, count, number] = runMember.exec(member) ?? [];
    const key = name ?? count;
    if (key === undefined || key in run || (word !== undefined && notText.test(word))) {
      return undefined;
    }
    run[key] = word ?? Number(number);
  }
  return run;
}
