import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { PreloError } from "../../errors.ts";
import { isMissing, writeWhole } from "../../files/files.ts";
import type { PlacedPicture } from "./site.ts";

/** An address alone where the site gives pictures no id. */
const picture = z.union([
  z.string().transform((url): PlacedPicture => ({ url })),
  z.object({ url: z.string(), id: z.string().exactOptional() }),
]);

const note = z.object({
  /** The site, so that a note of another is not taken for its own. */
  url: z.string(),
  /** The post there; unset until there is one. */
  post: z
    .object({
      id: z.string(),
      /** When the site last changed it, as far as Prelo knows. */
      modified: z.string(),
      /** The hash of what was sent. */
      sha256: z.string(),
    })
    .optional(),
  /** By the hash of their bytes. */
  pictures: z.record(z.string(), picture).default({}),
});

/** What stands on a site of an article. */
export type PublishNote = z.output<typeof note>;

/** The file of a note; its name has a dot, as no record's has. */
export function noteFile(answersDir: string, slug: string, site: string): string {
  return join(answersDir, slug, `publish.${site}.yaml`);
}

/**
 * Reads what is known of an article on a site; a site with another address begins anew.
 * @throws PreloError ANSWER_DAMAGED
 */
export function readNote(path: string, url: string): PublishNote {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return { url, pictures: {} };
    }
    throw error;
  }
  const { data } = note.safeParse(parseYaml(text));
  if (data === undefined) {
    throw new PreloError("ANSWER_DAMAGED", `${path} cannot be read`, {
      hint: "Take it back from version control; without it, a draft that is there is looked for by its name.",
    });
  }
  return data.url === url ? data : { url, pictures: {} };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    return undefined;
  }
}

export function writeNote(path: string, content: PublishNote): Promise<void> {
  return writeWhole(path, stringify(content, { lineWidth: 0 }));
}
