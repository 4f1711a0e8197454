/**
 * The languages that the detector tells apart (`eld`, see docs/decisions/0032), as ISO 639-1 codes.
 * They stand here so that a job is checked without loading it.
 */
export const detectableLanguages: ReadonlySet<string> = new Set(
  (
    "am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku " +
    "lo lt lv ml mr ms nl no or pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh"
  ).split(" "),
);

/** Languages that the detector reports under another's name, since the two are written so alike. */
const knownAs: Readonly<Record<string, string>> = { nb: "no", nn: "no", fil: "tl", id: "ms" };

/** What the detector calls the language of a tag (`pt-BR`: `pt`); undefined when it cannot tell it. */
export function toDetectable(tag: string): string | undefined {
  try {
    const { language } = new Intl.Locale(tag);
    const known = knownAs[language] ?? language;
    return detectableLanguages.has(known) ? known : undefined;
  } catch {
    return undefined;
  }
}
