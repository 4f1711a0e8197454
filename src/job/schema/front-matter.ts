import * as z from "zod";
import { anySourceText, isSourceText, type SourceText } from "../../blocks/source-text.ts";
import { filledText } from "../../blocks/settings/values.ts";

/** A value of a page's header as an author wrote it: each text in it may be a template. */
export type FrontMatterValue =
  | null
  | boolean
  | number
  | SourceText
  | readonly FrontMatterValue[]
  | { readonly [key: string]: FrontMatterValue };

/** The keys that an author adds to the header; one that is null takes Prelo's own away. */
export type FrontMatterKeys = Readonly<Record<string, FrontMatterValue>>;

const value: z.ZodType<FrontMatterValue> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    anySourceText,
    z.array(value),
    z.record(z.string(), value),
  ]),
);

export const frontMatterSchema = z.record(filledText, value).default({});

/** The texts in a header's keys. */
export function textsOfFrontMatter(given: FrontMatterValue): readonly SourceText[] {
  if (typeof given !== "object" || given === null) {
    return [];
  }
  return isSourceText(given) ? [given] : Object.values(given).flatMap(textsOfFrontMatter);
}
