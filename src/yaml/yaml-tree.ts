/** What a YAML file holds, and where: offsets count UTF-16 units from the file's start. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: unknown;
  readonly style: "plain" | "quoted" | "literal" | "folded";
  readonly start: number;
  /** The offset after its last character. */
  readonly end: number;
}

export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly start: number;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly node: YamlNode;
}

export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly start: number;
}

/** The plain value of a node in which no key is `__proto__`. */
export function toValue(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(toValue);
    case "map": {
      const value: Record<string, unknown> = {};
      for (const { key, node: member } of node.entries) {
        value[String(key.value)] = toValue(member);
      }
      return value;
    }
  }
}

/** Finds the lines of a text. */
export class Lines {
  /** The offset at which each line begins. */
  readonly #starts = [0];

  constructor(text: string) {
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) {
      this.#starts.push(end + 1);
    }
  }

  /** The place of an offset; both are 1-based. */
  placeOf(offset: number): { line: number; column: number } {
    let first = 0;
    let last = this.#starts.length - 1;
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) {
        first = middle;
      } else {
        last = middle - 1;
      }
    }
    return { line: first + 1, column: offset - (this.#starts[first] ?? 0) + 1 };
  }
}
