import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { indentOf } from "../../files/lines.ts";
import { isWordlike, looksGenerated } from "../../secrets/randomness.ts";
import {
  isSecretName,
  isSecretParameter,
  isSecretVariable,
  isVariableName,
} from "../../secrets/secret-names.ts";
import { looksLikeSecret } from "../../secrets/shapes.ts";

/** A part of a YAML file that no frame shows; offsets are those of the source. */
export interface Hidden {
  readonly start: number;
  readonly end: number;
  /** The text that it stands for, when it is one: messages do not show it either. */
  readonly value?: string;
}

/**
 * Where secrets stand in a YAML file, by what its texts say when they are read: however they are
 * quoted, escaped, folded or split over lines. For a file with mistakes, as far as it can be read.
 */
export function findHidden(source: string): readonly Hidden[] {
  const document = parseLeniently(source);
  if (document === undefined) {
    return [];
  }
  const found: Hidden[] = [];
  const hide = (node: Node): void => {
    if (node.range) {
      const [start, end] = node.range;
      found.push({ start, end, ...(isScalar(node) && { value: String(node.value) }) });
    }
  };
  visit(document, {
    Pair: (_key, { key, value }) => {
      const name = isScalar(key) ? String(key.value) : "";
      const node = isAlias(value) ? value.resolve(document) : value;
      if (isNode(node) && isSecretEntry(name, node, source)) {
        hide(node);
      }
      const refuses = groups.get(name);
      if (refuses === undefined || !isMap(node)) {
        return;
      }
      for (const { key: inner, value: entry } of node.items) {
        if (
          isNode(inner) &&
          isNode(entry) &&
          refuses(textOf(inner, source), textOf(entry, source))
        ) {
          hide(entry);
        }
      }
    },
    Scalar: (_key, node) => {
      if (isTagged(node) || mayNotBeShown(node, source)) {
        hide(node);
      }
    },
  });
  return found.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

function parseLeniently(source: string): Document.Parsed | undefined {
  try {
    return parseDocument(source, { prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
  } catch {
    return undefined; // Nested too deeply: it is masked line by line.
  }
}

/** What the groups of a provider refuse, by the name and the value of an entry. */
const groups: ReadonlyMap<string, (name: string, value: string) => boolean> = new Map([
  ["auth", (name: string) => name !== "header"],
  ["query", isSecretParameter],
  ["secret_headers", (_name: string, value: string) => !isVariableName(value)],
]);

/** Whether what stands under a key is a secret by the key's name, or was refused as one. */
function isSecretEntry(name: string, node: Node, source: string): boolean {
  const value = textOf(node, source);
  if (isSecretName(name.replace(/_env$/i, ""))) {
    return !(/_env$/i.test(name) && isVariableName(value));
  }
  return (
    (name === "base_url" && /[?#@]/.test(value)) ||
    (name === "auth" && !isMap(node)) ||
    (isSecretVariable(name) && isScalar(node) && !isOrdinary(value))
  );
}

/** A number, a few words or a path, as under `max_output_tokens`, `max_tokens_field` and `tls`'s `key`. */
function isOrdinary(value: string): boolean {
  return !looksGenerated(value) && (isWordlike(value) || /[\s/]/.test(value));
}

/** What a scalar says, or how a list or a map is written. */
function textOf(node: Node, source: string): string {
  return isScalar(node) ? String(node.value) : writtenOf(node, source);
}

function writtenOf({ range }: Node, source: string): string {
  return range ? source.slice(range[0], range[1]).trim() : "";
}

/** What is in another encoding, such as `!!binary`, cannot be looked into here. */
function isTagged({ tag }: Node): boolean {
  return tag !== undefined && /binary/i.test(tag);
}

/** A secret within one line, as it stands, is masked there, and the rest of the line shown. */
function mayNotBeShown(node: Node, source: string): boolean {
  const value = textOf(node, source);
  return (
    (/[\n\\]/.test(writtenOf(node, source)) && looksLikeSecret(value)) ||
    holdsCredentials(value.replaceAll(/\s/g, ""))
  );
}

const address = /^[a-z][a-z\d+.-]*:[/\\]{2}/i;
const user = /[/\\]{2}(?:[^/\\?#@]*@|[^/\\?#@:]*:[^@]*@)/;
const parameter = /[?&;#]([\w.-]{1,64})=/g;

function holdsCredentials(value: string): boolean {
  return (
    address.test(value) &&
    (user.test(value) ||
      [...value.matchAll(parameter)].some(([, name = ""]) => isSecretParameter(name)))
  );
}

/** A text with what is hidden covered, line by line; every line stays one. */
export function cover(source: string, hidden: readonly Hidden[], mask: string): string {
  let covered = "";
  let shown = 0;
  for (const { start, end } of hidden) {
    if (start < shown) {
      continue;
    }
    const lines = source.slice(start, end).trimEnd().split("\n");
    const masked = lines.map((line, index) =>
      index > 0 && line.trim() === "" ? "" : line.slice(0, index === 0 ? 0 : indentOf(line)) + mask,
    );
    covered += source.slice(shown, start) + masked.join("\n");
    shown = start + source.slice(start, end).trimEnd().length;
  }
  return covered + source.slice(shown);
}
