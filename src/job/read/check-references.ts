import { type KindKey, kindKeys, kinds } from "../../blocks/kinds.ts";
import { defaults } from "../../settings/defaults.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { nameOfKind } from "./find-kind.ts";
import type { FoundBlock } from "./found-block.ts";
import { didYouMean, joinWithOr } from "../diagnostics/suggest.ts";
import { type Path, valueAt, type YamlFile } from "../yaml/yaml-file.ts";

interface Blocks {
  readonly blocks: readonly FoundBlock[];
  /** The kind of each block that has one, by id; also of those that are of two. */
  readonly kinds: ReadonlyMap<string, KindKey>;
}

const needed = {
  request: { has: (kind: KindKey) => kinds[kind].asks !== undefined, lack: "sends no request" },
  pictures: { has: (kind: KindKey) => kinds[kind].asks === "pictures", lack: "has no pictures" },
};

/**
 * Reports blocks that refer to a block that is not there, or has not what they need of it. What else
 * is wrong with them is for their schemas to say.
 * @returns the ids of those that refer
 */
export function checkReferences(
  { blocks, kinds: kindOfId }: Blocks,
  file: YamlFile,
  report: Report,
): ReadonlySet<string> {
  const faulty = new Set<string>();
  for (const { key, id, value, path } of blocks) {
    const { refersTo } = kinds[key];
    const target = refersTo && valueAt(value, refersTo.id);
    if (refersTo === undefined || typeof target !== "string" || target.trim() === "") {
      continue;
    }
    const say = (at: Path, message: string, hint: string): void => {
      faulty.add(id);
      report(file.placeOf([...path, ...at]), message, hint);
    };
    const { has, lack } = needed[refersTo.needs];
    const kind = kindOfId.get(target);
    if (kind === undefined || !has(kind)) {
      const message =
        kind === undefined
          ? `No block of this article has the id \`${target}\`.`
          : `The block \`${target}\` ${lack}: it is ${nameOfKind(kind)}.`;
      const fitting = [...kindOfId].filter(([, each]) => has(each)).map(([each]) => each);
      const names = joinWithOr(kindKeys.filter(has).map((each) => `\`${each}\``));
      const hint = didYouMean(target, fitting) ?? `Name the id of a block with ${names}.`;
      say(refersTo.id, message, hint);
      continue;
    }
    const number = refersTo.number && valueAt(value, refersTo.number);
    const count = countPictures(blocks.find((block) => block.id === target)?.value);
    if (typeof number === "number" && refersTo.number && count !== undefined && number > count) {
      say(
        refersTo.number,
        `The block \`${target}\` has ${count} ${count === 1 ? "picture" : "pictures"}, but \`number\` is ${number}.`,
        `Name one of its pictures by a number from 1 to ${count}.`,
      );
    }
  }
  return faulty;
}

/** How many pictures a block of the file makes; nothing when its `n` is not valid. */
function countPictures(block: unknown): number | undefined {
  const n = valueAt(block, ["n"]) ?? defaults.block.n;
  return typeof n === "number" && Number.isInteger(n) && n >= 1 ? n : undefined;
}
