const ofWords: Readonly<Record<string, string>> = { pt: "de", es: "de", en: "of" };

/** `Casa branca (2 de 10)`: tells apart pictures that share one alt text, in the article's language. */
export function numberAlt(alt: string, number: number, of: number, language: string): string {
  const word = ofWords[language.split("-")[0]?.toLowerCase() ?? ""];
  return `${alt} (${word === undefined ? `${number}/${of}` : `${number} ${word} ${of}`})`;
}
