/** Scripts that set no spaces between words. */
export const unspaced = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}`;

const unspacedRun = new RegExp(String.raw`[[${unspaced}]&&[\p{L}\p{N}\p{M}]]+`, "gv");
const hasLetterOrDigit = /[\p{L}\p{N}]/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * Counts words as word processors do: what stands between spaces and dashes and holds a letter or a
 * digit is one, `pré-treinamento` and `don't` as well. Of scripts without spaces, the words that
 * Unicode's rules and dictionaries find (`Intl.Segmenter`).
 */
export function countWords(prose: string): number {
  let count = 0;
  const rest = prose.replace(unspacedRun, (run) => {
    count += countSegments(run);
    return " ";
  });
  for (const piece of rest.split(/[\s\u2013\u2014]+/u)) {
    if (hasLetterOrDigit.test(piece)) {
      count += 1;
    }
  }
  return count;
}

function countSegments(run: string): number {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  let count = 0;
  for (const { isWordLike } of segmenter.segment(run)) {
    if (isWordLike) {
      count += 1;
    }
  }
  return count;
}
