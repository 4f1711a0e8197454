import { closestMatch } from "leven";

/** Longer names are not compared: the distance takes time that grows with both lengths. */
const maxNameLength = 60;

/** The name that was probably meant; nothing when none is near. Only for error messages. */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > maxNameLength) {
    return undefined;
  }
  const wanted = name.toLowerCase();
  const byLowerCase = new Map([...candidates].map((item) => [item.toLowerCase(), item]));
  const maxDistance = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  const match = closestMatch(wanted, [...byLowerCase.keys()], { maxDistance });
  return match === undefined ? undefined : byLowerCase.get(match);
}

/** `Did you mean …?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const match = suggestName(name, candidates);
  return match === undefined ? undefined : `Did you mean \`${match}\`?`;
}

/** `a`, `b or c`, `a, b or c`. */
export function joinWithOr(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
