import { bareDescription, longestDescription } from "../prose/alt-text.ts";

/** What declines to describe a picture speaks of itself; a description never does. */
const declines =
  /^(?:(?:i(?:['’]m| am) )?(?:so )?sorry\b|(?:unfortunately,? )?i (?:can(?:no|['’])t|can not|am (?:unable|not able)|do(?: not|n['’]t)|see no)\b|(?:me )?desculpe|(?:infelizmente,? )?(?:eu )?não (?:posso|consigo|vejo)(?!\p{L})|lo siento|(?:lamentablemente,? )?no (?:puedo|veo)(?!\p{L})|désolée?|je (?:suis désolée?|ne (?:peux|vois))(?!\p{L})|es tut mir leid|tut mir leid|(?:leider )?(?:kann ich|ich kann|ich sehe) (?:kein|nicht|das|die|dieses)|mi dispiace|(?:purtroppo,? )?non (?:posso|vedo|riesco))/iu;
const leftovers = /<\/?(?:\w+:)?think\w*>|<\|\w+\|>|\[\/?THINK\]|`{3}/i;

/** Why a model's words are no description of a picture; undefined when they may be read aloud. */
export function findAltFault(body: string): string | undefined {
  const text = bareDescription(body);
  if (!/[\p{L}\p{N}]/u.test(text)) return "it describes nothing";
  if (declines.test(text)) return "it declines to describe the picture";
  return leftovers.test(text) || isData(text)
    ? "it is no description, but data or thoughts"
    : undefined;
}

/** Says that a description is too long to be listened to; undefined when it is not. */
export function findAltLength(body: string): string | undefined {
  const { length } = Array.from(bareDescription(body));
  return length > longestDescription
    ? `it has ${length} characters, at most ${longestDescription} make an alternative text`
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
