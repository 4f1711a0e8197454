import { isAlias, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import type { Alias, Node, YAMLMap } from "yaml";
import { isSecretName } from "../../secrets/secret-names.ts";
import { findSecrets, looksLikeSecret } from "../../secrets/shapes.ts";
import { describeSecret } from "../diagnostics/describe-secret.ts";

/** How many levels of lists and groups a file may nest; articles need five. */
const maxDepth = 64;
/** How often a file may use `*name`; more is a sign of an attack by expansion. */
const maxAliases = 100;

/** Tags that say of a value what it is anyway. */
const plainTags: ReadonlySet<string> = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Something in a file's structure that is wrong, whatever the file is about. */
interface Finding {
  readonly node: Node;
  readonly message: string;
  readonly hint?: string;
  readonly isSecret?: true;
  /** Where in the file it stands, where that is less than the whole value. */
  readonly range?: readonly [start: number, end: number];
}

export interface Inspection {
  readonly findings: readonly Finding[];
  /** True when the file's values may not be used: they may be endless, or lack keys. */
  readonly unusable: boolean;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

interface Walk {
  readonly findings: Finding[];
  readonly targets: Map<Alias, Node>;
  readonly anchors: Map<string, Node>;
  /** The nodes that contain the current one. */
  readonly open: Set<Node>;
  readonly mayHoldSecrets: boolean;
  /** The file's text. */
  readonly text: string;
  /** The 1-based line of a node. */
  readonly lineOf: (node: Node) => number;
  unusable: boolean;
}

function refuse(walk: Walk, node: Node, message: string, hint?: string): void {
  walk.unusable = true;
  walk.findings.push({ node, message, ...(hint === undefined ? {} : { hint }) });
}

function inspectAlias(walk: Walk, node: Alias): void {
  const target = walk.anchors.get(node.source);
  if (target === undefined) {
    const hint = "A text that begins with `*` must be in quotes.";
    refuse(walk, node, `\`*${node.source}\` refers to nothing that is named before it.`, hint);
    return;
  }
  if (walk.open.has(target)) {
    refuse(walk, node, `\`*${node.source}\` refers to a part of the file that contains it.`);
    return;
  }
  walk.targets.set(node, target);
  if (walk.targets.size === maxAliases + 1) {
    const message = `More than ${maxAliases} aliases (\`*name\`) in one file.`;
    refuse(walk, node, message, "Write the values out.");
  }
}

function inspectScalar(walk: Walk, node: Node & { value: unknown }): void {
  const { value } = node;
  if (typeof value === "number" && !Number.isFinite(value)) {
    walk.findings.push({ node, message: "This is not a number that an API understands." });
    return;
  }
  if (typeof value === "string" && walk.mayHoldSecrets && looksLikeSecret(value)) {
    noteSecrets(walk, node, value);
  }
}

/** Each secret of a value at its own line; of one that is written in escapes, or over several lines, the value. */
function noteSecrets(walk: Walk, node: Node, value: string): void {
  const [start = 0, end = 0] = node.range ?? [];
  const written = findSecrets(walk.text.slice(start, end));
  for (const secret of written) {
    const range = [start + secret.start, start + secret.end] as const;
    walk.findings.push({ node, ...describeSecret(secret), isSecret: true, range });
  }
  for (const secret of written.length === 0 ? findSecrets(value).slice(0, 1) : []) {
    walk.findings.push({ node, ...describeSecret(secret), isSecret: true });
  }
}

function inspectKey(walk: Walk, key: Node, seen: Map<string, Node>): void {
  if (!isScalar(key)) {
    // The parser, which is told that keys are texts, has said so.
    walk.unusable = true;
    return;
  }
  const name = String(key.value);
  const first = seen.get(name);
  if (first !== undefined) {
    const message = isSecretName(name)
      ? "This key is written twice."
      : `The key \`${name}\` is written twice; the first is on line ${walk.lineOf(first)}.`;
    const isInList = isSeq([...walk.open].at(-2));
    const hint = isInList
      ? "Keep one of them, or begin another entry of the list with `- `."
      : "Keep one of them.";
    walk.findings.push({ node: key, message, hint });
  }
  seen.set(name, first ?? key);
  if (name === "__proto__") {
    refuse(walk, key, "`__proto__` may not be used as a key.");
  }
  inspectScalar(walk, key);
}

function inspectMap(walk: Walk, map: YAMLMap, depth: number): void {
  const seen = new Map<string, Node>();
  for (const pair of map.items) {
    if (isPair(pair) && isNode(pair.key)) {
      inspectKey(walk, pair.key, seen);
    }
    if (isNode(pair.value)) {
      inspectNode(walk, pair.value, depth + 1);
    }
  }
}

function inspectNode(walk: Walk, node: Node, depth: number): void {
  if (isAlias(node)) {
    inspectAlias(walk, node);
    return;
  }
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
    walk.anchors.set(node.anchor, node);
  }
  if (node.tag !== undefined && !plainTags.has(node.tag)) {
    const hint = "Remove the word that begins with `!`, or put the text in quotes.";
    refuse(walk, node, "A YAML tag changes what this is; articles and jobs use none.", hint);
    return;
  }
  if (isScalar(node)) {
    inspectScalar(walk, node);
    return;
  }
  if (depth > maxDepth) {
    refuse(walk, node, `The file nests more than ${maxDepth} levels deep.`);
    return;
  }
  walk.open.add(node);
  if (isMap(node)) {
    inspectMap(walk, node, depth);
  } else if (isSeq(node)) {
    for (const item of node.items) {
      if (isNode(item)) {
        inspectNode(walk, item, depth + 1);
      }
    }
  }
  walk.open.delete(node);
}

/**
 * Whether any value of a file may look like a secret, by the file's text. A backslash may spell a
 * character of a quoted text that the file's own text does not show.
 */
function mayHoldSecrets(text: string): boolean {
  return text.includes("\\") || looksLikeSecret(text);
}

/**
 * Looks through a parsed file once for what no schema sees: duplicate keys, aliases that lead
 * nowhere, to themselves or to too much, endless nesting, numbers that JSON lacks, and secrets.
 * @param text the file's text: when nothing in it looks like a secret, no value is searched.
 */
export function inspectNodes(root: Node, text: string, lineOf: (node: Node) => number): Inspection {
  const walk: Walk = {
    findings: [],
    targets: new Map(),
    anchors: new Map(),
    open: new Set(),
    mayHoldSecrets: mayHoldSecrets(text),
    text,
    lineOf,
    unusable: false,
  };
  inspectNode(walk, root, 0);
  return walk;
}
