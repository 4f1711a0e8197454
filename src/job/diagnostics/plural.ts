/**
 * A number with its noun: `1 answer`, `3 answers`.
 * @param many the plural, where it is not the noun with an s
 */
export function plural(number: number, noun: string, many = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : many}`;
}

/** The pronoun for so many things: `it`, `them`. */
export function pronoun(number: number): string {
  return number === 1 ? "it" : "them";
}
