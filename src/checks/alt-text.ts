import { bareDescription } from "../prose/alt-text.ts";

/** A screen reader reads it in one breath: two sentences are shorter. In characters. */
export const longestAltText = 250;

/** What declines to describe a picture speaks of itself; a description never does. */
const declines =
  /^(?:(?:i(?:['’]m| am) )?(?:so )?sorry\b|(?:unfortunately,? )?i (?:can(?:no|['’])t|can not|am (?:unable|not able)|do(?: not|n['’]t)|see no)\b|(?:me )?desculpe|(?:infelizmente,? )?(?:eu )?não (?:posso|consigo|vejo)(?!\p{L})|lo siento|(?:lamentablemente,? )?no (?:puedo|veo)(?!\p{L})|désolée?|je (?:suis désolée?|ne (?:peux|vois))(?!\p{L})|es tut mir leid|tut mir leid|(?:leider )?(?:kann ich|ich kann|ich sehe) (?:kein|nicht|das|die|dieses)|mi dispiace|(?:purtroppo,? )?non (?:posso|vedo|riesco))/iu;
const leftovers = /<\/?(?:\w+:)?think\w*>|<\|\w+\|>|\[\/?THINK\]|`{3}/i;

/** What is wrong with a model's description of a picture; undefined when it may be read aloud. */
export function findAltFault(body: string): string | undefined {
  const text = bareDescription(body);
  if (!/[\p{L}\p{N}]/u.test(text)) return "it describes nothing";
  if (declines.test(text)) return "it declines to describe the picture";
  if (leftovers.test(text) || isData(text)) return "it is no description, but data or thoughts";
  const { length } = Array.from(text);
  return length > longestAltText
    ? `it has ${length} characters, at most ${longestAltText} make an alternative text`
    : undefined;
}

function isData(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return /^\{\s*"/.test(text);
  }
}
