import { toText } from "./locate-text.ts";
import type { Place } from "./mistakes.ts";
import type { SourceRef, Text } from "./types.ts";
import type { Lines } from "../prose/lines.ts";
import type { YamlNode } from "../yaml/yaml-tree.ts";

/** Keys and positions that lead from a file's top to a value. */
export type Path = readonly PropertyKey[];

export interface YamlParts {
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
  readonly source: string;
  readonly lines: Lines;
  readonly root: YamlNode;
  readonly value: unknown;
}

interface Found {
  readonly node: YamlNode;
  readonly key: YamlNode | undefined;
  /** False when the path leads further than the file does; then `node` is the last on the way. */
  readonly whole: boolean;
}

/** A YAML file that was read: its plain value, and where each part of it stands. */
export class YamlFile {
  readonly name: string;
  readonly value: unknown;
  readonly #source: string;
  readonly #root: YamlNode;
  readonly #lines: Lines;

  constructor({ name, source, lines, root, value }: YamlParts) {
    this.name = name;
    this.value = value;
    this.#source = source;
    this.#root = root;
    this.#lines = lines;
  }

  /** Where the value at a path stands; for one that is missing, what should hold it. */
  placeOf(path: Path): Place {
    const { node, key } = this.#find(path);
    const isEmpty = node.kind === "scalar" && node.start === node.end;
    return this.#placeOfNode(isEmpty && key !== undefined ? key : node);
  }

  /** Where the value at a path begins. */
  refOf(path: Path): SourceRef {
    return { file: this.name, ...this.#lines.placeOf(this.#find(path).node.start) };
  }

  /** Where the key at the end of a path stands; for one that is missing, what should hold it. */
  placeOfKey(path: Path): Place {
    const { node, key, whole } = this.#find(path);
    return this.#placeOfNode(whole && key !== undefined ? key : node);
  }

  /** The text at a path, with its place; nothing when there is no text. */
  textAt(path: Path): Text | undefined {
    const { node, whole } = this.#find(path);
    if (!whole || node.kind !== "scalar" || typeof node.value !== "string") {
      return undefined;
    }
    const from = { file: this.name, source: this.#source, lines: this.#lines };
    return toText(node, node.value, from);
  }

  #find(path: Path): Found {
    let node = this.#root;
    let key: YamlNode | undefined;
    for (const step of path) {
      const entry =
        node.kind === "map" ? node.entries.findLast((each) => each.key.value === step) : undefined;
      const item = node.kind === "list" && typeof step === "number" ? node.items[step] : undefined;
      const child = entry?.node ?? item;
      if (child === undefined) {
        return { node, key, whole: false };
      }
      key = entry?.key;
      node = child;
    }
    return { node, key, whole: true };
  }

  #placeOfNode(node: YamlNode): Place {
    const file = this.name;
    const { line, column } = this.#lines.placeOf(node.start);
    const last = this.#lines.placeOf(node.kind === "scalar" ? node.end : node.start);
    return last.line !== line || last.column <= column
      ? { file, line, column }
      : { file, line, column, endColumn: last.column };
  }
}
