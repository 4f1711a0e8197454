/** What the detector says of a text; languages are ISO 639-1 codes. */
interface Detection {
  /** The one that fits best. */
  readonly language: string;
  /** How well each fits. */
  readonly getScores: () => Readonly<Record<string, number>>;
  readonly isReliable: () => boolean;
}

export type DetectLanguage = (text: string) => Detection;

/** The detector looks at no more of a text at a time, in characters. */
const windowLength = 300;
/** How many pieces of a long text, spread evenly over it, are looked at. */
const mostWindows = 5;
/** Of fewer bytes of letters the language is a guess: twenty Latin letters, or seven of Chinese. */
const fewestBytes = 20;
/**
 * A language within this much of the best score may just as well be the right one (decision 0032).
 */
const tooClose = 0.04;

/** Loads the detector: a tenth of a second and a megabyte, so only for jobs that ask for it. */
export async function loadDetector(): Promise<DetectLanguage> {
  const { eld } = await import("eld/extrasmall");
  return (text) => eld.detect(text);
}

/**
 * The language that a text is written in when that is not the expected one. Pieces of the text, all
 * of one length, vote; those that cannot be told, or only narrowly, do not vote against it.
 * @param expected an ISO 639-1 code
 * @returns undefined when the text may well be in the expected language
 */
export function findOtherLanguage(
  prose: string,
  expected: string,
  detect: DetectLanguage,
): string | undefined {
  const against = new Map<string, number>();
  let balance = 0;
  const pieces = takePieces(prose.replace(/\s+/gu, " ").trim());
  for (const [index, piece] of pieces.entries()) {
    // The rest cannot change the result any more.
    if (Math.abs(balance) > pieces.length - index) {
      break;
    }
    const bytes = Buffer.byteLength((piece.match(/\p{L}+/gu) ?? []).join(""));
    if (bytes < fewestBytes) {
      continue;
    }
    const found = detect(piece);
    if (found.language === expected) {
      balance -= 1;
    } else if (found.isReliable()) {
      const scores = found.getScores();
      const distance = (scores[found.language] ?? 0) - (scores[expected] ?? 0);
      balance += distance < tooClose ? -1 : 1;
      if (distance >= tooClose) {
        against.set(found.language, (against.get(found.language) ?? 0) + 1);
      }
    }
  }
  if (balance <= 0) {
    return undefined;
  }
  return [...against].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Pieces that the detector sees whole, from the beginning to the end. */
function takePieces(text: string): readonly string[] {
  const taken = Math.min(Math.ceil(text.length / windowLength), mostWindows);
  const last = Math.max(0, text.length - windowLength);
  return Array.from({ length: taken }, (_, index) => {
    const start = taken === 1 ? 0 : Math.floor((last * index) / (taken - 1));
    return text.slice(start, start + windowLength);
  });
}
