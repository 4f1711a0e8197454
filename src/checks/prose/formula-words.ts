const functions =
  /^(?:a?(?:sin|cos|tan|cot|sec|csc)h?|arc(?:sin|cos|tan)|log|ln|lg|exp|max|min|sup|inf|lim|det|dim|ker|gcd|lcm|mod|arg|sgn|sign|Pr|Var|Cov|tr|rank|sen|tg|mdc|mmc|mcd|ggT|kgV)$/u;
const units =
  /^(?:[munckMG]?(?:m|g|s|A|V|W|J|N|Hz|Pa|L|l|mol|eV)|min|rad|bar|atm|dB|kWh|dm|dL|hPa|KB|MB|GB)$/u;

/** A word that stands in formulas: a function's name. */
export function isFunction(word: string): boolean {
  return functions.test(word);
}

/** A unit of measurement. */
export function isUnit(word: string): boolean {
  return units.test(word);
}
