import { isAlias, isCollection, isMap, isNode, isScalar, isSeq } from "yaml";
import type { Alias, LineCounter, Node, Pair } from "yaml";
import { toText } from "./locate-text.ts";
import type { Place } from "./mistakes.ts";
import type { SourceRef, Text } from "./types.ts";

/** Keys and positions that lead from a file's top to a value. */
export type Path = readonly PropertyKey[];

export interface YamlParts {
  readonly name: string;
  readonly source: string;
  readonly root: Node;
  readonly lines: LineCounter;
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly value: unknown;
}

interface Found {
  readonly node: Node;
  readonly key: Node | undefined;
  /** False when the path leads further than the file does; then `node` is the last on the way. */
  readonly whole: boolean;
}

/** A YAML file that was read: its plain value, and where each part of it stands. */
export class YamlFile {
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
  readonly value: unknown;
  readonly #parts: YamlParts;

  constructor(parts: YamlParts) {
    this.name = parts.name;
    this.value = parts.value;
    this.#parts = parts;
  }

  /** Where the value at a path stands; for one that is missing, what should hold it. */
  placeOf(path: Path): Place {
    const { node, key } = this.#find(path);
    const [start, end] = node.range ?? [0, 0];
    const isEmpty = start === end && key !== undefined;
    return this.#placeOfNode(isEmpty ? key : node);
  }

  /** Where the value at a path begins. */
  refOf(path: Path): SourceRef {
    const { name: file, lines } = this.#parts;
    const { line, col: column } = lines.linePos(this.#find(path).node.range?.[0] ?? 0);
    return { file, line, column };
  }

  /** Where the key at the end of a path stands; for one that is missing, what should hold it. */
  placeOfKey(path: Path): Place {
    const { node, key, whole } = this.#find(path);
    return this.#placeOfNode(whole && key !== undefined ? key : node);
  }

  /** The text at a path, with its place; nothing when there is no text. */
  textAt(path: Path): Text | undefined {
    const { node, whole } = this.#find(path);
    if (!whole || !isScalar(node) || typeof node.value !== "string") {
      return undefined;
    }
    const { name: file, source, lines } = this.#parts;
    return toText(node, node.value, { file, source, lines });
  }

  #find(path: Path): Found {
    let node = this.#resolve(this.#parts.root);
    let key: Node | undefined;
    for (const step of path) {
      const pair = isMap(node) ? node.items.findLast((item) => hasKey(item, step)) : undefined;
      const child = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
      if (!isNode(child)) {
        return { node, key, whole: false };
      }
      key = pair !== undefined && isNode(pair.key) ? pair.key : undefined;
      node = this.#resolve(child);
    }
    return { node, key, whole: true };
  }

  #resolve(node: Node): Node {
    return isAlias(node) ? (this.#parts.targets.get(node) ?? node) : node;
  }

  #placeOfNode(node: Node): Place {
    const { name: file, lines } = this.#parts;
    const [start, end] = node.range ?? [0, 0];
    const { line, col: column } = lines.linePos(start);
    const last = lines.linePos(end);
    return isCollection(node) || last.line !== line || last.col <= column
      ? { file, line, column }
      : { file, line, column, endColumn: last.col };
  }
}

function hasKey(pair: Pair, name: PropertyKey): boolean {
  return isScalar(pair.key) && pair.key.value === name;
}
