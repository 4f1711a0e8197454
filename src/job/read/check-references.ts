import { type Needs, type Referral, referralsIn } from "../../blocks/given-pictures.ts";
import { type KindKey, kindKeys, kinds } from "../../blocks/kinds.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { nameOfKind } from "./find-kind.ts";
import type { FoundBlock } from "./found-block.ts";
import { plural } from "../diagnostics/plural.ts";
import { didYouMean, joinWithOr } from "../diagnostics/suggest.ts";
import { type Path, valueAt, type YamlFile } from "../yaml/yaml-file.ts";

interface Blocks {
  readonly blocks: readonly FoundBlock[];
  /** The kind of each block that has one, by id; also of those that are of two. */
  readonly kinds: ReadonlyMap<string, KindKey>;
}

const hasPictures = {
  has: (kind: KindKey): boolean => kinds[kind].asks === "pictures" || kind === "picture",
  lack: "has no pictures",
};

const needed: Readonly<Record<Needs, { has: (kind: KindKey) => boolean; lack: string }>> = {
  request: { has: (kind) => kinds[kind].asks !== undefined, lack: "sends no request" },
  text: { has: (kind) => kinds[kind].asks === "text", lack: "has no text of a model's" },
  originals: hasPictures,
  pictures: hasPictures,
  gallery: hasPictures,
};

/**
 * Reports blocks that refer to a block that is not there, or has not what they need of it. What else
 * is wrong with them is for their schemas to say.
 * @returns the ids of those that refer
 */
export function checkReferences(
  found: Blocks,
  file: YamlFile,
  report: Report,
): ReadonlySet<string> {
  const faulty = found.blocks.filter(({ key, value, path }) => {
    const referrals = kinds[key].refersTo?.(Object(value)) ?? [];
    const isSound = referrals.map((referral) =>
      checkReferral(referral, value, found, (at, ...said) =>
        report(file.placeOf([...path, ...at]), ...said),
      ),
    );
    return isSound.includes(false);
  });
  return new Set(faulty.map(({ id }) => id));
}

/** Reports a cover that is none of the article's pictures, and references for all of its blocks. */
export function checkOwnReferences(found: Blocks, file: YamlFile, report: Report): void {
  const isGroup = typeof valueAt(file.value, ["cover"]) === "object";
  const referral: Referral = isGroup
    ? { id: ["cover", "image"], number: ["cover", "number"], needs: "gallery" }
    : { id: ["cover"], needs: "gallery" };
  const at = ["image", "reference"];
  for (const each of [referral, ...referralsIn(valueAt(file.value, at), at)]) {
    checkReferral(each, file.value, found, (path, ...said) => report(file.placeOf(path), ...said));
  }
}

/** @returns false, and reports it, where a reference leads to nothing that can be used */
function checkReferral(
  { id, number: numberAt, needs }: Referral,
  value: unknown,
  { blocks, kinds: kindOfId }: Blocks,
  say: (at: Path, message: string, hint: string) => void,
): boolean {
  const target = valueAt(value, id);
  if (typeof target !== "string" || target.trim() === "") {
    return true;
  }
  const { has, lack } = needed[needs];
  const kind = kindOfId.get(target);
  if (kind === undefined || !has(kind)) {
    const message =
      kind === undefined
        ? `No block of this article has the id \`${target}\`.`
        : `The block \`${target}\` ${lack}: it is ${nameOfKind(kind)}.`;
    const fitting = [...kindOfId].filter(([, each]) => has(each)).map(([each]) => each);
    const names = joinWithOr(kindKeys.filter(has).map((each) => `\`${each}\``));
    say(id, message, didYouMean(target, fitting) ?? `Name the id of a block with ${names}.`);
    return false;
  }
  const given = numberAt && valueAt(value, numberAt);
  const number = given ?? (needs === "gallery" ? undefined : defaults.block.poster_number);
  const pictures = blocks.find((block) => block.id === target)?.value;
  const wrong =
    typeof number === "number" ? findWrongNumber(number, kind, needs, pictures) : undefined;
  if (wrong === undefined) {
    return true;
  }
  say(
    given === undefined || !numberAt ? id : numberAt,
    `The block \`${target}\` ${wrong.message}`,
    wrong.hint,
  );
  return false;
}

/** What is wrong with the number of a picture, if anything. */
function findWrongNumber(
  number: number,
  kind: KindKey,
  needs: Needs,
  block: unknown,
): { readonly message: string; readonly hint: string } | undefined {
  const count = countPictures(kind, block);
  if (count === undefined) {
    return undefined;
  }
  if (number > count) {
    return {
      message: `has ${plural(count, "picture")}, but \`number\` is ${number}.`,
      hint: `Name one of its pictures by a number from 1 to ${count}.`,
    };
  }
  const show = valueAt(block, ["show"]);
  if (needs === "originals" || !Array.isArray(show) || show.includes(number)) {
    return undefined;
  }
  return {
    message: `does not show its picture ${number}.`,
    hint: `Name one that it shows by its \`number\` (${show.join(", ")}), or add ${number} to its \`show\`.`,
  };
}

/** How many pictures a block of the file has; nothing when its `n` is not valid. */
function countPictures(kind: KindKey, block: unknown): number | undefined {
  if (kind === "picture") {
    return [valueAt(block, [kind])].flat().length;
  }
  const n = valueAt(block, ["n"]) ?? defaults.block.n;
  return typeof n === "number" && Number.isInteger(n) && n >= 1 ? n : undefined;
}
