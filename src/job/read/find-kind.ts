import { isKindKey, type KindKey, kindKeys, kinds } from "../../blocks/kinds.ts";
import { textSchema } from "../../blocks/settings/text.ts";
import { describeValue } from "../schema/describe-value.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { didYouMean, joinWithOr, suggestName } from "../diagnostics/suggest.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** A block's kind in a sentence: `a prompt block`. */
export function nameOfKind(key: KindKey): string {
  return /^[aeiou]/.test(key) && key !== "usage" ? `an ${key} block` : `a ${key} block`;
}

/** The keys that a kind of block takes. */
function keysOf(kind: KindKey): readonly string[] {
  return Object.keys(kinds[kind].schema.shape);
}

/** The keys that make a block of a kind; one that another kind takes, as `prompt` beside `question`, does not. */
function kindsIn(block: object): KindKey[] {
  const present = Object.keys(block).filter(isKindKey);
  return present.filter(
    (key) => !present.some((other) => other !== key && keysOf(other).includes(key)),
  );
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
  if (kinds[kind].asks === "text" && Object.hasOwn(textSchema.shape, key)) {
    return {
      message: `\`${key}\` does not stand in the block itself.`,
      hint: `Write \`text: { ${key}: … }\`.`,
    };
  }
  const owners = kindKeys.filter((other) => keysOf(other).includes(key));
  if (owners.length > 0) {
    return {
      message: `\`${key}\` does not belong to ${nameOfKind(kind)}.`,
      hint: `It belongs to ${joinWithOr(owners.map(nameOfKind))}.`,
    };
  }
  const own = keysOf(kind);
  const all = kindKeys.flatMap(keysOf);
  const hint = didYouMean(key, own) ?? didYouMean(key, all) ?? `Known keys: ${own.join(", ")}.`;
  return { message: `Unknown key \`${key}\` in ${nameOfKind(kind)}.`, hint };
}
