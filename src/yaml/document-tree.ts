import { isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import type { Alias, Node, Scalar } from "yaml";
import type { YamlEntry, YamlNode, YamlScalar } from "./yaml-tree.ts";

interface Conversion {
  readonly targets: ReadonlyMap<Alias, Node>;
  /** What stands in several places through aliases is made once. */
  readonly made: Map<Node, YamlNode>;
}

/**
 * The tree of what the `yaml` package parsed, once it is known that each alias stands for something and
 * each key is plain text (`inspectNodes`).
 * @param targets what each alias stands for
 */
export function toTree(root: Node, targets: ReadonlyMap<Alias, Node>): YamlNode {
  return convert(root, { targets, made: new Map() });
}

function convert(node: Node, conversion: Conversion): YamlNode {
  const target = isAlias(node) ? (conversion.targets.get(node) ?? node) : node;
  const known = conversion.made.get(target);
  if (known !== undefined) return known;
  const tree = convertTarget(target, conversion);
  conversion.made.set(target, tree);
  return tree;
}

function convertTarget(node: Node, conversion: Conversion): YamlNode {
  const [start, end] = node.range ?? [0, 0];
  if (isMap(node)) {
    const entries = node.items.flatMap(({ key, value }): YamlEntry[] => {
      if (!isScalar(key)) return [];
      const name = convertScalar(key);
      const empty = { ...name, value: null, start: name.end };
      return [{ key: name, node: isNode(value) ? convert(value, conversion) : empty }];
    });
    return { kind: "map", entries, start };
  }
  if (isSeq(node)) {
    const items = node.items.filter(isNode).map((item) => convert(item, conversion));
    return { kind: "list", items, start };
  }
  return isScalar(node)
    ? convertScalar(node)
    : { kind: "scalar", value: undefined, style: "plain", start, end };
}

function convertScalar({ value, type, range }: Scalar): YamlScalar {
  const [start, end] = range ?? [0, 0];
  return { kind: "scalar", value, style: styleOf(type), start, end };
}

function styleOf(type: Scalar["type"]): YamlScalar["style"] {
  switch (type) {
    case "BLOCK_LITERAL":
      return "literal";
    case "BLOCK_FOLDED":
      return "folded";
    case "QUOTE_DOUBLE":
    case "QUOTE_SINGLE":
      return "quoted";
    case "PLAIN":
    case undefined:
      return "plain";
  }
}
