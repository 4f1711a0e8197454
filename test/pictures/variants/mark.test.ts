import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toXmp, trainedModelSource } from "../../../src/pictures/variants/mark.ts";

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A strict reader of the little XML that XMP needs: the text of each element; throws otherwise. */
function readElements(xml: string): Map<string, string> {
  const body = xml.replace(/^<\?xpacket [^?<>]*\?>/u, "").replace(/<\?xpacket end="r"\?>$/u, "");
  const open: string[] = [];
  const texts = new Map<string, string>();
  const token = /<(\/?)([A-Za-z0-9]+:[A-Za-z]+)((?: [A-Za-z0-9:]+="[^"<&]*")*)>|([^<>]+)/uy;
  while (token.lastIndex < body.length) {
    const at = token.lastIndex;
    const found = token.exec(body);
    if (found === null) {
      throw new Error(`not well-formed at ${at}: ${body.slice(at, at + 40)}`);
    }
    const [, slash, name = "", , text] = found;
    if (text !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|apos);)/u.test(text)) {
        throw new Error("bare ampersand");
      }
      texts.set(
        open.at(-1) ?? "",
        text.replace(/&(\w+);/gu, (_, entity: string) => entities[entity] ?? ""),
      );
    } else if (slash === "") {
      open.push(name);
    } else if (open.pop() !== name) {
      throw new Error(`</${name}> closes another element`);
    }
  }
  if (open.length > 0) {
    throw new Error(`<${open.join("><")}> not closed`);
  }
  return texts;
}

describe("toXmp", () => {
  test("says that a trained model made it, which, and the alternative text", () => {
    const xmp = toXmp({ alt: "Casa branca", system: "a-model" });
    expect(Object.fromEntries(readElements(xmp))).toEqual({
      "rdf:li": "Casa branca",
      "Iptc4xmpExt:DigitalSourceType": trainedModelSource,
      "Iptc4xmpExt:AISystemUsed": "a-model",
    });
    expect(xmp).toContain('xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"');
    expect(xmp).toContain('xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"');
    expect(xmp).toContain(
      '<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">',
    );
    expect(trainedModelSource).toBe(
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    );
  });

  test("claims no model for a picture that none made", () => {
    const xmp = toXmp({ alt: "Foto" });
    expect(Object.fromEntries(readElements(xmp))).toEqual({ "rdf:li": "Foto" });
    expect(xmp).not.toContain("trainedAlgorithmicMedia");
  });

  test("holds the prompt only when given", () => {
    const texts = readElements(toXmp({ alt: "a", system: "m", prompt: "Desenhe <uma> casa" }));
    expect(texts.get("Iptc4xmpExt:AIPromptInformation")).toBe("Desenhe <uma> casa");
    expect(toXmp({ alt: "a", system: "m" })).not.toContain("AIPromptInformation");
  });

  test("drops control characters and what XML forbids, and joins lines", () => {
    const texts = readElements(toXmp({ alt: "a\u0000b\u001B[31mc\uD800d\uFFFEe\nf\u0085" }));
    expect(texts.get("rdf:li")).toBe("ab[31mcde f");
  });

  test("is well-formed and says the same text back, whatever the text", () => {
    const forbidden = /\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu;
    const clean = (value: string): string => {
      const whole = value
        .replace(/[\t\n\r]+/gu, " ")
        .replace(forbidden, "")
        .trim();
      return Array.from(whole).slice(0, 3000).join("");
    };
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom(
          "<",
          ">",
          "&",
          '"',
          "'",
          "]]>",
          "<!--",
          "?>",
          "\n",
          "é",
          "\uD83C\uDFE0",
        ),
      }),
    );
    fc.assert(
      fc.property(text, text, (alt, system) => {
        const texts = readElements(toXmp({ alt, system }));
        expect(texts.get("rdf:li") ?? "").toBe(clean(alt));
        expect(texts.get("Iptc4xmpExt:AISystemUsed") ?? "").toBe(clean(system));
      }),
    );
  });

  test("stays below what a JPEG can hold", () => {
    const worst = "'".repeat(100_000);
    const xmp = toXmp({ alt: worst, system: worst, prompt: worst });
    expect(Buffer.byteLength(xmp)).toBeLessThan(65_000);
    const wide = "\u{1F3E0}".repeat(100_000);
    expect(Buffer.byteLength(toXmp({ alt: wide, system: wide, prompt: wide }))).toBeLessThan(
      65_000,
    );
  });
});
