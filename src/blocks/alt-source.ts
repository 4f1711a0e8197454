import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import type { BlockReader } from "./block-reader.ts";
import { altId, numbersUpTo } from "./picture-numbers.ts";
import type { TextLayer, TextSettings } from "./settings/text.ts";
import type { SourceText } from "./source-text.ts";

/** `alt: auto` in an article: a text model describes the pictures. */
const autoAlt = "auto";

/** Where the alternative texts come from. */
export interface AltSource {
  /**
   * One text for all pictures, or one for each by its number, which those that are not shown may lack;
   * none when a model is asked to describe them.
   */
  readonly alt: readonly (SourceText | null)[];
  /** With `alt: auto`, how to ask the text model that describes the pictures. */
  readonly altSettings?: TextSettings;
}

/** The alternative texts, or whom to ask; reports a list that lacks the text of a picture that is shown. */
export function readAlt(
  raw: {
    readonly alt: SourceText | readonly (SourceText | null)[];
    readonly n: number;
    readonly show: readonly number[];
    readonly text?: TextLayer | undefined;
  },
  reader: BlockReader,
): AltSource | undefined {
  const { alt, n, show } = raw;
  const isList = "length" in alt;
  if (!isList && alt.value === autoAlt) {
    return readAuto(raw.text, n, reader);
  }
  if (raw.text !== undefined) {
    const message = "`text` stands here without a question to a text model.";
    const hint = "Write `alt: auto` to have the pictures described, or remove it.";
    reader.report(["text"], message, hint, { atKey: true });
  }
  if (isList && (alt.length > n || (show.length === n && alt.length < n))) {
    const message = `\`alt\` has ${alt.length} ${alt.length === 1 ? "text" : "texts"}, but \`n\` is ${n}.`;
    const hint = "Write one text for all pictures, or a list with one for each.";
    reader.report(["alt"], message, hint);
    return undefined;
  }
  const bare = isList ? show.filter((number) => (alt[number - 1] ?? null) === null) : [];
  if (bare.length > 0) {
    const which = `${bare.length === 1 ? "picture" : "pictures"} ${bare.join(", ")}`;
    const message = `\`alt\` has no text for ${which}.`;
    const hint = "Texts go by the pictures' numbers; `~` stands for one that is not shown.";
    reader.report(["alt"], message, hint);
    return undefined;
  }
  return { alt: isList ? alt : [alt] };
}

function readAuto(
  text: TextLayer | undefined,
  n: number,
  reader: BlockReader,
): AltSource | undefined {
  for (const number of numbersUpTo(n)) {
    const id = altId(reader.id, number);
    const message = `The id \`${id}\` is that of the description of a picture of \`${reader.id}\`.`;
    reader.reportBlock(id, message, "Give this block another `id`.");
  }
  const altSettings = reader.textSettings(text);
  if (altSettings !== undefined && !textEndpointAdapters[altSettings.endpoint].takesPicture) {
    reader.report(
      ["alt"],
      `\`alt: auto\` shows the model a picture, which the endpoint ${altSettings.endpoint} cannot take.`,
      "Add `text: { endpoint: responses }` (or chat) to this block, or write the text yourself.",
    );
    return undefined;
  }
  return altSettings && { alt: [], altSettings };
}
