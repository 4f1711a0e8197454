import { bareDescription, longestDescription } from "./answer/description.ts";

/**
 * A refusal to describe a picture speaks of itself, or asks for another picture; a description
 * never does.
 */
const declines = new RegExp(
  String.raw`^(?:${[
    String.raw`(?:i(?:['’]m| am) )?(?:so )?sorry|(?:unfortunately,? )?(?:i(?:['’]m| am) )?(?:unable|not able) to|(?:unfortunately,? )?i (?:can(?:no|['’])t|can not|do(?: not|n['’]t)|see no)`,
    String.raw`(?:there is )?no (?:image|picture|photo)(?: \p{L}+){0,2} (?:provided|attached|uploaded|included|visible|shared)|(?:the|your) (?:image|picture) (?:could not|cannot|can['’]t|failed|did(?: not|n['’]t))|(?:it )?(?:seems|looks|appears) (?:that|like) (?:there|no|you)|please`,
    String.raw`(?:me )?desculpe|(?:infelizmente,? )?(?:eu )?não (?:posso|consigo|vejo|há (?:nenhuma )?imagem)|nenhuma imagem|parece que (?:não|nenhuma|você)|por favor`,
    String.raw`lo siento|(?:lamentablemente,? )?no (?:puedo|veo|hay (?:ninguna )?imagen)|ninguna imagen|parece que no`,
    String.raw`désolée?|je (?:suis désolée?|ne (?:peux|vois))|aucune image|il semble qu(?:e|['’])|s['’]il vous plaît`,
    String.raw`es tut mir leid|tut mir leid|(?:leider )?(?:kann ich|ich kann|ich sehe) (?:kein|nicht|das|die|dieses)|es (?:wurde kein bild|scheint)|bitte`,
    String.raw`mi dispiace|(?:purtroppo,? )?non (?:posso|vedo|riesco)|nessuna immagine|sembra che non|per favore`,
  ].join("|")})(?![\p{L}-])`,
  "iu",
);
/** Of thoughts, code and HTML. */
const leftovers = /<\/?[a-z][^<>]*>|<\|\w+\|>|\[\/?THINK\]|`{3}/i;

/** Why a model's words are no description of a picture; undefined when they may be read aloud. */
export function findAltFault(body: string): string | undefined {
  const text = bareDescription(body);
  if (!/[\p{L}\p{N}]/u.test(text)) {
    return "it describes nothing";
  }
  if (declines.test(text)) {
    return "it declines to describe the picture";
  }
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
  if (!/^[[{]/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return /^\{\s*["']?[\w-]+["']?\s*:|^\[\s*["{]/.test(text);
  }
}
