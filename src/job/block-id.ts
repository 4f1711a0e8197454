import slugify from "@sindresorhus/slugify";
import type { KindKey } from "./schema-blocks.ts";
import { isSafeName } from "./schema-values.ts";
import type { BlockKind } from "./types.ts";

const longestSlug = 60;
/** Characters of a text that can matter for its slug. */
const slugSource = 400;

/** The kind of the block that a key makes. */
function kindOf(key: KindKey): BlockKind {
  return key === "file" ? "code" : key;
}

/** A text as a name: lower case, digits and hyphens, at most 60 characters, cut between words. */
export function slugOfText(text: string): string {
  const slug = slugify(text.slice(0, slugSource), { decamelize: false });
  if (slug.length <= longestSlug) {
    return slug;
  }
  const cut = slug.lastIndexOf("-", longestSlug);
  return slug.slice(0, cut > 0 ? cut : longestSlug);
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
 * the slug of the heading, else of the prompt, else the kind and the position.
 * @param position counted from 1.
 */
export function idOfBlock(block: object, key: KindKey, position: number): string {
  const given = "id" in block ? filled(block.id) : undefined;
  if (given !== undefined) {
    return given;
  }
  const text = ("heading" in block ? filled(block.heading) : undefined) ?? promptOf(block, key);
  const slug = text === undefined ? "" : slugOfText(text);
  if (slug === "") {
    return `${kindOf(key)}-${position}`;
  }
  return isSafeName(slug) ? slug : `${kindOf(key)}-${slug}`;
}
