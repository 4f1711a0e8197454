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
