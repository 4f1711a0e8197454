import { stringify } from "yaml";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../job/types.ts";
import type { Head } from "./material.ts";
import { escapeTemplate, type ImportedBlock } from "./to-blocks.ts";

/** What an imported article is to say. */
export interface Content {
  readonly head: Head;
  readonly blocks: readonly ImportedBlock[];
}

/**
 * An article as YAML.
 * @param unchecked the ids of blocks whose texts the job's checks would refuse
 */
export function writeArticle({ head, blocks }: Content, unchecked: ReadonlySet<string>): string {
  const { title, language, author, description, date, tags, draft, others } = head;
  const article = {
    title: escapeTemplate(title ?? ""),
    language,
    ...(author !== undefined && { author }),
    ...(description !== undefined && { description: escapeTemplate(description) }),
    ...(date !== undefined && { date }),
    ...(tags !== undefined && { tags }),
    ...(draft === true && { draft }),
    ...(Object.keys(others).length > 0 && { front_matter: escapeTexts(others) }),
    blocks: blocks.map(({ id, block }) =>
      unchecked.has(id) ? { ...block, checks: false } : block,
    ),
  };
  return stringify(article, { lineWidth: 0, blockQuote: "literal" });
}

/** The texts of a front matter are templates as well. */
function escapeTexts(value: JsonObject): JsonObject {
  const escapeOne = (each: Json): Json => {
    if (typeof each === "string") {
      return escapeTemplate(each);
    }
    return isJsonList(each) ? each.map(escapeOne) : isJsonObject(each) ? escapeTexts(each) : each;
  };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapeOne(each)]));
}
