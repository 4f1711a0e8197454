/** Where an alphabet of Unicode's mathematical letters begins, by MathML's name for it. */
interface Alphabet {
  readonly capital: number;
  readonly small: number;
  readonly digit?: number;
  readonly greekCapital?: number;
  readonly greekSmall?: number;
}

const alphabets: Readonly<Record<string, Alphabet>> = {
  bold: {
    capital: 0x1d400,
    small: 0x1d41a,
    digit: 0x1d7ce,
    greekCapital: 0x1d6a8,
    greekSmall: 0x1d6c2,
  },
  italic: { capital: 0x1d434, small: 0x1d44e, greekCapital: 0x1d6e2, greekSmall: 0x1d6fc },
  "bold-italic": { capital: 0x1d468, small: 0x1d482, greekCapital: 0x1d71c, greekSmall: 0x1d736 },
  script: { capital: 0x1d49c, small: 0x1d4b6 },
  fraktur: { capital: 0x1d504, small: 0x1d51e },
  "double-struck": { capital: 0x1d538, small: 0x1d552, digit: 0x1d7d8 },
  "sans-serif": { capital: 0x1d5a0, small: 0x1d5ba, digit: 0x1d7e2 },
  "bold-sans-serif": { capital: 0x1d5d4, small: 0x1d5ee, digit: 0x1d7ec },
  "sans-serif-italic": { capital: 0x1d608, small: 0x1d622 },
  "sans-serif-bold-italic": { capital: 0x1d63c, small: 0x1d656 },
  monospace: { capital: 0x1d670, small: 0x1d68a, digit: 0x1d7f6 },
};

/** Letters that Unicode had before it got these alphabets, each followed by its form. */
const elsewhere: Readonly<Record<string, string>> = {
  italic: "hℎ",
  script: "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ",
  fraktur: "CℭHℌIℑRℜZℨ",
  "double-struck": "CℂHℍNℕPℙQℚRℝZℤ",
};

/** A text in one of MathML's variants; what the alphabet does not have stays as it is. */
export function writeVariant(text: string, variant: string): string {
  const alphabet = alphabets[variant];
  if (alphabet === undefined) {
    return text;
  }
  return Array.from(text, (character) => {
    const known = elsewhere[variant] ?? "";
    const at = known.indexOf(character);
    if (at >= 0) {
      return known.charAt(at + 1);
    }
    const code = place(character, alphabet);
    return code === undefined ? character : String.fromCodePoint(code);
  }).join("");
}

function place(character: string, alphabet: Alphabet): number | undefined {
  const ranges = [
    ["A", "Z", alphabet.capital],
    ["a", "z", alphabet.small],
    ["0", "9", alphabet.digit],
    ["Α", "Ω", alphabet.greekCapital],
    ["α", "ω", alphabet.greekSmall],
  ] as const;
  for (const [first, last, start] of ranges) {
    if (start !== undefined && character >= first && character <= last) {
      return start + (character.codePointAt(0) ?? 0) - (first.codePointAt(0) ?? 0);
    }
  }
  return undefined;
}
