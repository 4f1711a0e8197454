import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import { autoAlt } from "./alt-names.ts";
import type { ArticleContext } from "./article-context.ts";
import type { FoundBlock } from "./found-block.ts";
import type { RawBlock } from "./schema-blocks.ts";
import type { SourceText, TextSettings } from "./types.ts";

/** Where the alternative texts of an image block come from. */
export interface AltSource {
  readonly alt: readonly SourceText[];
  /** Set when a model is asked for them. */
  readonly altSettings?: TextSettings;
}

/** The alternative texts, or whom to ask; reports a list that is not as long as there are pictures. */
export function readAlt(
  raw: RawBlock<"image">,
  n: number,
  found: FoundBlock,
  context: ArticleContext,
): AltSource | undefined {
  if (raw.alt === autoAlt) {
    return readAuto(raw, found, context);
  }
  const { report } = context.job.diagnostics;
  if (raw.text !== undefined) {
    const message = "`text` stands here without a question to a text model.";
    const hint = "Write `alt: auto` to have the pictures described, or remove it.";
    report(context.file.placeOfKey([...found.path, "text"]), message, hint);
  }
  const path: PropertyKey[] = [...found.path, "alt"];
  const count = typeof raw.alt === "string" ? undefined : raw.alt.length;
  if (count !== undefined && count !== n) {
    const message = `\`alt\` has ${count} ${count === 1 ? "text" : "texts"}, but \`n\` is ${n}.`;
    const hint = "Write one text for all pictures, or a list with one for each.";
    report(context.file.placeOf(path), message, hint);
    return undefined;
  }
  const texts =
    count === undefined
      ? [context.file.textAt(path)]
      : Array.from({ length: count }, (_, index) => context.file.textAt(path.concat(index)));
  return { alt: texts.filter((text) => text !== undefined) };
}

function readAuto(
  raw: RawBlock<"image">,
  found: FoundBlock,
  context: ArticleContext,
): AltSource | undefined {
  const altSettings = context.textSettings(raw.text, found.path);
  if (altSettings === undefined) {
    return undefined;
  }
  const { endpoint } = altSettings;
  if (!textEndpointAdapters[endpoint].takesPicture) {
    const message = `\`alt: auto\` shows the model a picture, which the endpoint ${endpoint} cannot take.`;
    const hint =
      "Add `text: { endpoint: responses }` (or chat) to this block, or write the text yourself.";
    context.job.diagnostics.report(context.file.placeOf([...found.path, "alt"]), message, hint);
    return undefined;
  }
  return { alt: [], altSettings };
}
