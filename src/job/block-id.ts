import type { KindKey } from "./schema-blocks.ts";
import { isSafeName } from "./schema-values.ts";
import type { BlockKind } from "./types.ts";

/** The kind of the block that a key makes. */
function kindOf(key: KindKey): BlockKind {
  return key === "file" ? "code" : key;
}

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function promptOf(block: object, key: KindKey): string | undefined {
  const value: unknown = Reflect.get(block, key);
  if (key === "image" && typeof value === "object" && value !== null) {
    return "prompt" in value ? filled(value.prompt) : undefined;
  }
  return key === "prompt" || key === "question" || key === "image" ? filled(value) : undefined;
}

/**
 * The id of a block as it stands in the file, also of one that is not valid: the given one, else
 * the slug of the heading, else of the prompt, else the kind and the position. What makes slugs loads
 * with the first block that needs one: its tables take longer to prepare than an article to read.
 * @param position counted from 1.
 */
export async function idOfBlock(block: object, key: KindKey, position: number): Promise<string> {
  const given = "id" in block ? filled(block.id) : undefined;
  if (given !== undefined) {
    return given;
  }
  const text = ("heading" in block ? filled(block.heading) : undefined) ?? promptOf(block, key);
  const slug = text === undefined ? "" : (await import("./slug.ts")).slugOfText(text);
  if (slug === "") {
    return `${kindOf(key)}-${position}`;
  }
  return isSafeName(slug) ? slug : `${kindOf(key)}-${slug}`;
}
