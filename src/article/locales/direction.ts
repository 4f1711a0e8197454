const rightToLeft: ReadonlySet<string> = new Set(
  "Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa".split(" "),
);

/** Which way a language is written. @param language a BCP 47 tag */
export function directionOf(language: string): "ltr" | "rtl" {
  try {
    const { script = "" } = new Intl.Locale(language).maximize();
    return rightToLeft.has(script) ? "rtl" : "ltr";
  } catch {
    return "ltr";
  }
}

/** A language by its own name, with a capital: `Español`; its tag where it has none here. */
export function nameInItself(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  const [first = "", ...rest] = name;
  return first.toLocaleUpperCase(language) + rest.join("");
}
