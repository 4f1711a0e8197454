import { defaults } from "./defaults.ts";
import { nameOfKind } from "./find-kind.ts";
import type { Report } from "./diagnostic-list.ts";
import type { FoundBlock } from "./found-block.ts";
import { didYouMean } from "./suggest.ts";
import type { YamlFile } from "./yaml-file.ts";

function keyIn(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** How many pictures an image block of the file makes; nothing when its `n` is not valid. */
function countPictures({ value }: FoundBlock): number | undefined {
  const n = keyIn(value, "n") ?? defaults.block.n;
  return typeof n === "number" && Number.isInteger(n) && n >= 1 ? n : undefined;
}

/**
 * Reports videos whose `poster: { image, number }` names no picture of the article. What is wrong
 * with the group itself is for the block's schema to say.
 * @returns the ids of those videos
 */
export function checkPosters(
  blocks: readonly FoundBlock[],
  file: YamlFile,
  report: Report,
): ReadonlySet<string> {
  const faulty = new Set<string>();
  const images = blocks.filter(({ key }) => key === "image");
  for (const { key, id, value, path } of blocks) {
    const poster = key === "video" ? keyIn(value, "poster") : undefined;
    const image = keyIn(poster, "image");
    if (typeof image !== "string" || image.trim() === "") {
      continue;
    }
    const named = blocks.find((block) => block.id === image);
    if (named?.key !== "image") {
      faulty.add(id);
      const message =
        named === undefined
          ? `No block of this article has the id \`${image}\`.`
          : `The block \`${image}\` has no pictures: it is ${nameOfKind(named.key)}.`;
      const ids = images.map((block) => block.id);
      const hint = didYouMean(image, ids) ?? "Name the id of a block with `image`.";
      report(file.placeOf([...path, "poster", "image"]), message, hint);
      continue;
    }
    const number = keyIn(poster, "number");
    const count = countPictures(named);
    if (typeof number !== "number" || count === undefined || number <= count) {
      continue;
    }
    faulty.add(id);
    const message = `The block \`${image}\` has ${count} ${count === 1 ? "picture" : "pictures"}, but \`number\` is ${number}.`;
    const hint = `Name one of its pictures by a number from 1 to ${count}.`;
    report(file.placeOf([...path, "poster", "number"]), message, hint);
  }
  return faulty;
}
