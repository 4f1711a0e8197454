import { Scalar, stringify, type ToStringOptions } from "yaml";

/**
 * Writes a record as YAML. What records mostly consist of, plain words, numbers and prompts, is
 * written here, in a tenth of the writer's time; whatever is not certain to be plain is left to the
 * `yaml` package, with the same result.
 * @param value its members that are undefined are left out
 */
export function writeYaml(value: object): string {
  let text = "";
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) {
      continue;
    }
    text += writeMember(key, member) ?? stringifyExact({ [key]: member });
  }
  return text;
}

/**
 * Writes what differs each time the same is asked, as the one line `run: { … }`.
 * @param values words and numbers; those that are undefined are left out
 */
export function writeRun(values: object): string {
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  const members = told.map(([key, value]) => {
    const plain = writeScalar(value, "");
    return plain !== undefined && isWord.test(plain) ? `${key}: ${plain}` : undefined;
  });
  const flow = members.includes(undefined)
    ? stringifyExact(Object.fromEntries(told), { collectionStyle: "flow" })
    : `{ ${members.join(", ")} }\n`;
  return `run: ${flow}`;
}

/** What needs no quotes between braces. */
const isWord = /^[\w.:/@+-]*$/;

/** @returns undefined for what the `yaml` package has to write */
function writeMember(key: string, member: unknown): string | undefined {
  if (!plainKey.test(key)) {
    return undefined;
  }
  if (typeof member !== "object" || member === null) {
    const scalar = writeScalar(member, "  ");
    return scalar && `${key}: ${scalar}\n`;
  }
  const members = Object.entries(member);
  if (Array.isArray(member) || members.length === 0) {
    return undefined;
  }
  let text = `${key}:\n`;
  for (const [name, value] of members) {
    const scalar = plainKey.test(name) ? writeScalar(value, "    ") : undefined;
    if (scalar === undefined) {
      return undefined;
    }
    text += `  ${name}: ${scalar}\n`;
  }
  return text;
}

const plainKey = /^(?!(?:true|false|null)$)[a-z][a-z0-9_]*$/;
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Begins with a letter, so that it is neither a number nor a mark of YAML's. */
const plainLine = /^(?!(?:true|false|null)$)\p{L}[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/iu;
/** What ends a plain text, or makes something else of it. */
const notPlain = /: | #|[ :-]$/;
const plainLines =
  /^[\p{L}\p{N}\p{P}\p{S}][\p{L}\p{M}\p{N}\p{P}\p{S} \n]*[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

function writeScalar(value: unknown, indent: string): string | undefined {
  if (typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "number") {
    return plainNumber.test(String(value)) && !Object.is(value, -0) ? String(value) : undefined;
  }
  if (typeof value !== "string") {
    return undefined;
  }
  if (isoTime.test(value) || (plainLine.test(value) && !notPlain.test(value))) {
    return value;
  }
  return value.includes("\n") && plainLines.test(value)
    ? `|-\n${indent}${value.replaceAll(/\n+/g, `$&${indent}`)}`
    : undefined;
}

/** Without its shortcuts: exported for the tests, which compare both. */
export function stringifyExact(
  value: object,
  style: Pick<ToStringOptions, "collectionStyle"> = {},
): string {
  return stringify(value, quoteAwkward, {
    ...style,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    // Quoted texts stand on one line: broken into several, the writer does not keep them exact.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

/**
 * Texts that no block and no bare word of YAML can hold, or that the writer gets wrong there: those
 * that begin with white space, control characters, half of a surrogate pair. Quoted, all are exact.
 */
export function quoteAwkward(_key: unknown, value: unknown): unknown {
  if (
    typeof value !== "string" ||
    !/^\s|(?![\n\t])\p{Cc}|[\u2028\u2029\uFEFF\p{Cs}]/u.test(value)
  ) {
    return value;
  }
  const quoted = new Scalar(value);
  quoted.type = "QUOTE_DOUBLE";
  return quoted;
}
