import { escapeUTF8 } from "entities/escape";
import type { PictureSource } from "../../answers/types.ts";

/** What every variant says about itself. */
export interface Mark {
  readonly alt: string;
  /** The model that made the picture; unset for one that no model made. */
  readonly system?: string | undefined;
  /** What the model was asked; only when the author wants it published. */
  readonly prompt?: string | undefined;
  /** What a person says of the picture that they put in the place of a model's. */
  readonly source?: PictureSource | undefined;
}

/** A JPEG keeps at most 64 KiB of XMP; three such texts stay below, escaped. */
const maxTextChars = 3000;

const namespaces = {
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  Iptc4xmpCore: "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
  Iptc4xmpExt: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
} as const;

/**
 * IPTC's terms for a picture that a trained model made, for one that a person made of such, and for one that
 * is a person's alone, whether photographed or drawn.
 */
const sourceTypes = {
  model: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
  composite: "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
  own: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
} as const;
export const trainedModelSource = sourceTypes.model;

/**
 * Makes a text safe to stand in XML: characters that XML forbids and control characters go,
 * white space becomes single spaces, the rest is escaped, and it is cut to 3,000 characters.
 */
function toXmlText(text: string): string {
  const clean = text
    .replace(/[\t\n\r]+/gu, " ")
    .replace(/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, "")
    .trim();
  return escapeUTF8(Array.from(clean).slice(0, maxTextChars).join(""));
}

function property(name: string, text: string): string {
  return text === "" ? "" : `<Iptc4xmpExt:${name}>${text}</Iptc4xmpExt:${name}>`;
}

/**
 * The XMP packet of a picture: its alternative text, and for a model's picture that a trained
 * model made it, which one, and the prompt when given.
 * @returns a packet in UTF-8 XML, the same for the same mark.
 */
export function toXmp(mark: Mark): string {
  const alt = toXmlText(mark.alt);
  const type = mark.source ?? (mark.system === undefined ? undefined : "model");
  const properties = [
    alt === ""
      ? ""
      : `<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">${alt}</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>`,
    type === undefined ? "" : property("DigitalSourceType", sourceTypes[type]),
    property("AISystemUsed", toXmlText(mark.system ?? "")),
    property("AIPromptInformation", toXmlText(mark.prompt ?? "")),
  ];
  const declared = Object.entries(namespaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  const [rdf = "", ...own] = declared;
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF${rdf}>` +
    `<rdf:Description rdf:about=""${own.join("")}>${properties.join("")}</rdf:Description>` +
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
  );
}
