import { describeValue } from "./describe-value.ts";
import type { Report } from "./diagnostic-list.ts";
import { blockSchemas, kindKeys, type KindKey } from "./schema-blocks.ts";
import { didYouMean, joinWithOr, suggestName } from "./suggest.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** A block's kind in a sentence: `a prompt block`. */
export function nameOfKind(key: KindKey): string {
  return /^[aeiou]/.test(key) && key !== "usage" ? `an ${key} block` : `a ${key} block`;
}

function isKindKey(key: string): key is KindKey {
  return Object.hasOwn(blockSchemas, key);
}

/** The keys that make a block of a kind; a `prompt` beside a `question` only rewords it. */
function kindsIn(block: object): KindKey[] {
  const present = Object.keys(block).filter(isKindKey);
  return present.includes("question") ? present.filter((key) => key !== "prompt") : present;
}

const allKinds = joinWithOr(kindKeys.map((key) => `\`${key}\``));

/**
 * Finds out what kind of block the value at a path is, and reports when that is unclear.
 * @returns the kind's key, the first of several, or nothing.
 */
export function findKind(
  block: unknown,
  file: YamlFile,
  path: Path,
  report: Report,
): { readonly key: KindKey; readonly unclear: boolean } | undefined {
  if (typeof block !== "object" || block === null || Array.isArray(block)) {
    const message = `A block must be a group of \`key: value\` lines, but it is ${describeValue(block)}.`;
    report(file.placeOf(path), message, `Begin it with its kind: ${allKinds}.`);
    return undefined;
  }
  const [first, ...others] = kindsIn(block);
  if (first === undefined) {
    const keys = Object.keys(block);
    const misspelt = keys.find((key) => suggestName(key, kindKeys) !== undefined);
    if (misspelt === undefined) {
      report(file.placeOf(path), "This block has no kind.", `It needs one of ${allKinds}.`);
    } else {
      const place = file.placeOfKey([...path, misspelt]);
      const message = `Unknown key \`${misspelt}\`, and the block has no kind.`;
      report(place, message, didYouMean(misspelt, kindKeys));
    }
    return undefined;
  }
  for (const other of others) {
    const place = file.placeOfKey([...path, other]);
    const message = `Two kinds in one block: \`${first}\` and \`${other}\`.`;
    report(place, message, "Make two blocks of it: each begins with `- ` in a line of its own.");
  }
  return { key: first, unclear: others.length > 0 };
}

/** Says where a key belongs that a kind of block does not know. */
export function explainBlockKey(
  key: string,
  kind: KindKey,
): { message: string; hint?: string } | undefined {
  const textKeys = blockSchemas.prompt.shape.text.unwrap().shape;
  if (kind !== "image" && "text" in blockSchemas[kind].shape && key in textKeys) {
    return {
      message: `\`${key}\` does not stand in the block itself.`,
      hint: `Write \`text: { ${key}: … }\`.`,
    };
  }
  const owners = kindKeys.filter((other) => Object.hasOwn(blockSchemas[other].shape, key));
  if (owners.length > 0) {
    return {
      message: `\`${key}\` does not belong to ${nameOfKind(kind)}.`,
      hint: `It belongs to ${joinWithOr(owners.map(nameOfKind))}.`,
    };
  }
  const own = Object.keys(blockSchemas[kind].shape);
  const all = kindKeys.flatMap((other) => Object.keys(blockSchemas[other].shape));
  const hint = didYouMean(key, own) ?? didYouMean(key, all) ?? `Known keys: ${own.join(", ")}.`;
  return { message: `Unknown key \`${key}\` in ${nameOfKind(kind)}.`, hint };
}
