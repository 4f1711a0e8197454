import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Node, Scalar } from "yaml";
import { toText } from "./locate-text.ts";
import type { Place } from "../diagnostics/diagnostic-list.ts";
import type { SourceText } from "../../blocks/source-text.ts";
import type { SourcePlace } from "../../errors.ts";
import type { Lines } from "../../files/lines.ts";

/** Keys and positions that lead from a file's top to a value. */
export type Path = readonly PropertyKey[];

/** What stands at a path in a plain value; undefined when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let current: unknown = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) {
      return undefined;
    }
    current = Reflect.get(current, step);
  }
  return current;
}

export interface YamlParts {
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
  readonly source: string;
  readonly lines: Lines;
  readonly root: Node;
  /** What each alias stands for. */
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
  readonly name: string;
  readonly value: unknown;
  readonly #source: string;
  readonly #root: Node;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #lines: Lines;

  constructor({ name, source, lines, root, targets, value }: YamlParts) {
    this.name = name;
    this.value = value;
    this.#source = source;
    this.#root = root;
    this.#targets = targets;
    this.#lines = lines;
  }

  /** Where the value at a path stands; for one that is missing, what should hold it. */
  placeOf(path: Path): Place {
    const { node, key } = this.#find(path);
    const [start, end] = rangeOf(node);
    const isEmpty = isScalar(node) && start === end;
    return this.#placeOfNode(isEmpty && key !== undefined ? key : node);
  }

  /** Where the value at a path begins. */
  refOf(path: Path): SourcePlace {
    return { file: this.name, ...this.#lines.placeOf(rangeOf(this.#find(path).node)[0]) };
  }

  /** Where the key at the end of a path stands; for one that is missing, what should hold it. */
  placeOfKey(path: Path): Place {
    const { node, key, whole } = this.#find(path);
    return this.#placeOfNode(whole && key !== undefined ? key : node);
  }

  /** The text at a path, with its place; nothing when there is no text. */
  textAt(path: Path): SourceText | undefined {
    const { node, whole } = this.#find(path);
    if (!whole || !isScalar(node) || typeof node.value !== "string") {
      return undefined;
    }
    const from = { file: this.name, source: this.#source, lines: this.#lines };
    return toText(node, node.value, from);
  }

  #find(path: Path): Found {
    let node = this.#resolve(this.#root);
    let key: Node | undefined;
    for (const step of path) {
      const pair = isMap(node) ? node.items.findLast((each) => isNamed(each.key, step)) : undefined;
      const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
      // A key that stands without a value has an empty one, at its own end.
      const child = pair === undefined ? item : (pair.value ?? emptyAfter(pair.key));
      if (!isNode(child)) {
        return { node, key, whole: false };
      }
      key = isNode(pair?.key) ? pair.key : undefined;
      node = this.#resolve(child);
    }
    return { node, key, whole: true };
  }

  #resolve(node: Node): Node {
    return isAlias(node) ? (this.#targets.get(node) ?? node) : node;
  }

  #placeOfNode(node: Node): Place {
    const file = this.name;
    const [start, end] = rangeOf(node);
    const { line, column } = this.#lines.placeOf(start);
    const last = this.#lines.placeOf(isScalar(node) ? end : start);
    return last.line !== line || last.column <= column
      ? { file, line, column }
      : { file, line, column, endColumn: last.column };
  }
}

function isNamed(key: unknown, step: PropertyKey): boolean {
  return isScalar(key) && key.value === step;
}

function emptyAfter(key: unknown): Node | undefined {
  if (!isScalar(key)) {
    return undefined;
  }
  const [, end] = rangeOf(key);
  const empty = new Scalar(null);
  empty.range = [end, end, end];
  return empty;
}

function rangeOf({ range }: Node): readonly [start: number, end: number] {
  return range ? [range[0], range[1]] : [0, 0];
}
