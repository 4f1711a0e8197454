import { posix } from "node:path";
import { type KindKey, kinds } from "../../blocks/kinds.ts";
import { isSafeName } from "../../blocks/settings/values.ts";

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** The question of a block that a model is asked. */
function promptOf(block: object, key: KindKey): string | undefined {
  const value: unknown = kinds[key].asks === undefined ? undefined : Reflect.get(block, key);
  return typeof value === "object" && value !== null && "prompt" in value
    ? filled(value.prompt)
    : filled(value);
}

/** What the first file of a picture block is called, without its folder and its ending. */
function fileOf(block: object): string | undefined {
  const first: unknown = "picture" in block ? [block.picture].flat()[0] : undefined;
  const name = filled(first);
  return name === undefined ? undefined : posix.parse(name.replaceAll("\\", "/")).name;
}

/** A block of a file, not yet checked. */
interface Unnamed {
  readonly value: object;
  readonly key: KindKey;
  /** Counted from 1. */
  readonly position: number;
}

function givenId(block: object): string | undefined {
  return "id" in block ? filled(block.id) : undefined;
}

/**
 * The ids of an article's blocks, in their order. Of blocks whose headings make the same id, the
 * second gets `-2`, and so on; such a number takes no name that another block gives itself or makes,
 * so that no block loses its name to one before it. In capital or small letters a name is the same:
 * it names files. An id that is given twice stays so, for the author to mend.
 */
export async function nameBlocks(blocks: readonly Unnamed[]): Promise<readonly string[]> {
  const ids = await Promise.all(
    blocks.map(({ value, key, position }) => idOfBlock(value, key, position)),
  );
  const names = new Set(ids.map((id) => id.toLowerCase()));
  const used = new Set(blocks.map(({ value }) => givenId(value)?.toLowerCase()));
  return blocks.map(({ value }, index) => {
    const id = ids[index] ?? "";
    if (givenId(value) !== undefined) {
      return id;
    }
    let name = id;
    for (let number = 2; used.has(name.toLowerCase()); number += 1) {
      const next = `${id}-${number}`;
      name = names.has(next.toLowerCase()) ? name : next;
    }
    used.add(name.toLowerCase());
    return name;
  });
}

/**
 * The id of a block as it stands in the file, also of one that is not valid: the given one, else
 * the slug of the heading, else of the prompt, else of a picture's file, else the kind and the position. What makes slugs loads
 * with the first block that needs one: its tables take longer to prepare than an article to read.
 * @param position counted from 1.
 */
export async function idOfBlock(block: object, key: KindKey, position: number): Promise<string> {
  const given = givenId(block);
  if (given !== undefined) {
    return given;
  }
  const heading = "heading" in block ? filled(block.heading) : undefined;
  const text = heading ?? promptOf(block, key) ?? fileOf(block);
  const slug = text === undefined ? "" : (await import("./slug.ts")).slugOfText(text);
  if (slug === "") {
    return `${kinds[key].kind}-${position}`;
  }
  return isSafeName(slug) ? slug : `${kinds[key].kind}-${slug}`;
}
