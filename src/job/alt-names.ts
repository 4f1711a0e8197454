import { defaults } from "./defaults.ts";
import type { Report } from "./diagnostic-list.ts";
import type { FoundBlock } from "./found-block.ts";
import type { YamlFile } from "./yaml-file.ts";

/** `alt: auto` in an article: a text model describes the pictures. */
export const autoAlt = "auto";

/** The id under which the description of one picture is asked for and recorded. */
export function altId(image: string, number: number): string {
  return `${image}-alt-${number}`;
}

/** Reports blocks whose id is that of another block's description. */
export function checkAltIds(blocks: readonly FoundBlock[], file: YamlFile, report: Report): void {
  const byId = new Map(blocks.map((block) => [block.id.toLowerCase(), block]));
  for (const { key, id, value } of blocks) {
    if (key !== "image" || typeof value !== "object" || value === null) {
      continue;
    }
    if (Reflect.get(value, "alt") !== autoAlt) {
      continue;
    }
    const given: unknown = Reflect.get(value, "n");
    const n = typeof given === "number" && given <= 100 ? given : defaults.block.n;
    for (let number = 1; number <= n; number += 1) {
      const twin = byId.get(altId(id, number).toLowerCase());
      if (twin === undefined) {
        continue;
      }
      const message = `The id \`${twin.id}\` is that of the description of a picture of \`${id}\`.`;
      report(file.placeOf(twin.path), message, "Give this block another `id`.");
    }
  }
}
