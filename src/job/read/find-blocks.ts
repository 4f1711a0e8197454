import type { KindKey } from "../../blocks/kinds.ts";
import type { Article, Block, Part } from "../types.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import type { JobContext } from "./article-context.ts";
import { nameBlocks } from "./block-id.ts";
import { findKind } from "./find-kind.ts";
import type { FoundBlock } from "./found-block.ts";
import { type FoundRepeat, isRepeat, readRepeat } from "./read-repeat.ts";

/** The blocks of an article's file. */
export interface FoundBlocks {
  /** In order, those of repeats among them. */
  readonly blocks: readonly FoundBlock[];
  readonly ids: ReadonlySet<string>;
  /** The kind of each block that has one, by id. */
  readonly kinds: ReadonlyMap<string, KindKey>;
  readonly repeats: readonly FoundRepeat[];
}

/** A block of the file, and where it stands. */
interface Entry {
  readonly value: unknown;
  readonly path: Path;
  readonly repeat: number | undefined;
}

/** Finds each block's kind and id; reports ids that are given twice. */
export async function findBlocks(
  values: readonly unknown[],
  file: YamlFile,
  job: JobContext,
): Promise<FoundBlocks> {
  const { report } = job.diagnostics;
  const repeats: FoundRepeat[] = [];
  const entries = values.flatMap((value, index): readonly Entry[] => {
    const path: Path = ["blocks", index];
    if (!isRepeat(value)) {
      return [{ value, path, repeat: undefined }];
    }
    const found = readRepeat(value, path, file, report);
    const repeat = repeats.push(found) - 1;
    return found.blocks.map((each, inner) => ({
      value: each,
      path: [...path, "blocks", inner],
      repeat,
    }));
  });
  const found = entries.flatMap(({ value, path, repeat }, index) => {
    if (repeat !== undefined && isRepeat(value)) {
      const hint = "Go over the inner list in a template: `{% for … %}`.";
      report(file.placeOfKey([...path, "repeat"]), "A `repeat` cannot stand in another.", hint);
      return [];
    }
    const kind = findKind(value, file, path, report);
    return kind === undefined || typeof value !== "object" || value === null
      ? []
      : [{ ...kind, value, path, repeat, position: index + 1 }];
  });
  const named = await nameBlocks(found);
  const blocks: FoundBlock[] = [];
  const kinds = new Map<string, KindKey>();
  const first = new Map<string, Path>();
  for (const [index, { key, unclear, value, path, repeat }] of found.entries()) {
    const id = named[index] ?? "";
    const idPath = Object.hasOwn(value, "id") ? [...path, "id"] : path;
    const twin = first.get(id.toLowerCase());
    if (twin !== undefined) {
      const { line } = file.refOf(twin);
      const message = `Two blocks have the id \`${id}\`; the first is on line ${line}.`;
      report(file.placeOf(idPath), message, "Give one of them an `id` of its own.");
      continue;
    }
    first.set(id.toLowerCase(), idPath);
    kinds.set(id, key);
    if (!unclear) {
      blocks.push({ key, id, value, path, repeat });
    }
  }
  const repeated = blocks.filter(({ repeat }) => repeat !== undefined).map(({ id }) => id);
  for (const [id, path] of first) {
    const base = repeated.find(
      (each) => id.startsWith(`${each.toLowerCase()}-`) && isItem(id, each),
    );
    if (base !== undefined) {
      const message = `The id \`${id}\` is one that the repeat makes of \`${base}\`.`;
      report(file.placeOf(path), message, "Give one of the two another `id`.");
    }
  }
  return { blocks, ids: new Set(kinds.keys()), kinds, repeats };
}

function isItem(id: string, base: string): boolean {
  return /^[1-9]\d*$/.test(id.slice(base.length + 1));
}

/**
 * What stands in the file, where that is more than blocks one after the other.
 * @param read those that are valid, by id
 * @returns undefined where it is not
 */
export function toParts(
  { blocks, repeats }: FoundBlocks,
  read: ReadonlyMap<string, Block>,
): Article["parts"] {
  const isPlain = [...read.values()].every(
    (block) => block.when === undefined && !hasVariants(block),
  );
  if (repeats.length === 0 && isPlain) {
    return undefined;
  }
  const parts: Part[] = [];
  const groups = new Map<number, Block[]>();
  for (const { id, repeat } of blocks) {
    const block = read.get(id);
    if (block === undefined) {
      continue;
    }
    if (repeat === undefined) {
      parts.push(block);
      continue;
    }
    const head = repeats[repeat]?.head;
    const group = groups.get(repeat) ?? [];
    group.push(block);
    if (head !== undefined && !groups.has(repeat)) {
      parts.push({ ...head, blocks: group });
    }
    groups.set(repeat, group);
  }
  return parts;
}

function hasVariants(block: Block): boolean {
  return "askedAs" in block && block.askedAs !== undefined;
}
