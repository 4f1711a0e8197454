/** A value shorter than this is not searched in parts, in letters and digits. */
const shortestGenerated = 12;
/** From this share of neighbours of different classes on, a value is certainly no text. */
const sureTurns = 0.16;
/** From this share on it may be no text: then it matters whether it contains words. */
const possibleTurns = 0.08;
/**
 * Hardly any word has this many letters without a vowel, but most keys do; hexadecimal has no
 * words.
 */
const wordless = /[b-df-hj-np-tv-xz]{6}/i;
const hexadecimal = /^[\da-f]{32,}$/i;
/** With this few different characters it is a pattern, not a key. */
const fewestCharacters = 6;

/**
 * True for a value that a machine made up. There, letters in small and capital and digits follow
 * each other without order: at nearly every second place the next character is of another class.
 * In a phrase, a date or a name that happens at the seams of words only. Hexadecimal keys come to
 * 0.47, base64 to 0.44, `release-2024-11-23-build7` to 0.15; of 32 random bytes in base64 one value in 60,000
 * comes to as little.
 */
export function looksGenerated(value: string): boolean {
  const plain = value.replaceAll(/[^A-Za-z\d]/g, "");
  if (plain.length < shortestGenerated || new Set(plain.toLowerCase()).size < fewestCharacters) {
    return false;
  }
  let turns = 0;
  for (let index = 1; index < plain.length; index += 1) {
    const before = classOf(plain.charAt(index - 1));
    const here = classOf(plain.charAt(index));
    // From a capital to a small letter is how a word begins.
    if (before !== here && !(before === "upper" && here === "lower")) {
      turns += 1;
    }
  }
  const share = turns / (plain.length - 1);
  if (share < possibleTurns) {
    return false;
  }
  const apart = value.replaceAll(/[a-z](?=[A-Z])/g, "$& ");
  return share >= sureTurns || hexadecimal.test(plain) || wordless.test(apart);
}

function classOf(character: string): "digit" | "upper" | "lower" {
  if (character >= "0" && character <= "9") {
    return "digit";
  }
  return character >= "A" && character <= "Z" ? "upper" : "lower";
}

/** Words that are this long together are a passphrase. */
const shortestPassphrase = 20;

/**
 * True for what people write, and what a page may therefore hold: words with nothing but hyphens,
 * points, underscores or spaces between them, and small numbers; as long as they are no passphrase.
 */
export function isWordlike(value: string): boolean {
  if (/^\d{1,9}$/.test(value)) {
    return true;
  }
  return value.length < shortestPassphrase && value.split(/[-_. ]/).every(isWord);
}

/** `password`, `TOKEN`, `Secret`, `myPassword`; not `kJhGtY`. */
function isWord(text: string): boolean {
  const parts = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2").split(" ");
  const shortest = parts.length > 1 ? 3 : 0;
  return parts.every(
    (part) => part.length >= shortest && /^(?:\p{Lu}?\p{Ll}*|\p{Lu}+)$/u.test(part),
  );
}

/**
 * How many characters at the start of a key anyone may know: `sk-proj-`, `sk-ant-api03-`,
 * `github_pat_`, `ghp_`, `AKIA`. Documentation is full of them. Of a signed token (JWT) it is all
 * but the signature.
 */
export function publicPrefixLength(value: string): number {
  const signed = /^eyJ[\w-]+\.[\w-]*\./.exec(value)?.[0].length;
  if (signed !== undefined) {
    return signed;
  }
  const groups = /^(?:[a-z]{2,12}\d{0,2}[-_.]){1,4}/.exec(value)?.[0].length ?? 0;
  const vendor = /^(?:A[A-Z]IA|AIza|ya29\.|SG\.)/.exec(value)?.[0].length ?? 0;
  const longest = Math.max(groups, vendor);
  return longest > value.length / 2 ? vendor : longest;
}
