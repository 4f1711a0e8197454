/**
 * The letters of the mark as strokes, so that no installed font changes the bytes. The top of a
 * small letter is y 0, its foot y 10; ascenders reach up to −6.5; each letter is about 9 wide.
 */
const strokes: Readonly<Record<string, string>> = {
  s: "M8.4 1.9C7.5.6 6.2 0 4.6 0 2.4 0 .8 1 .8 2.7.8 6.3 8.8 3.9 8.8 7.3 8.8 9 7 10 4.8 10 3 10 1.4 9.3.4 8",
  a: "M9 0V10M9 5A4.3 5 0 1 1 .4 5A4.3 5 0 1 1 9 5",
  n: "M.8 0V10M.8 4.2C.8 1.6 2.6 0 4.9 0 7.4 0 8.8 1.6 8.8 4.2V10",
  d: "M9-6.5V10M9 5A4.3 5 0 1 1 .4 5A4.3 5 0 1 1 9 5",
  b: "M.6-6.5V10M.6 5A4.3 5 0 1 1 9.2 5A4.3 5 0 1 1 .6 5",
  o: "M.4 5A4.4 5 0 1 1 9.2 5A4.4 5 0 1 1 .4 5",
  x: "M.8 0L8.6 10M8.6 0L.8 10",
};
const advance = 13.2;
const mark = "sandbox";

/**
 * Writes "sandbox" small into the lower right corner, on a translucent plate that keeps it
 * readable over any picture.
 */
export function drawMark(widthPx: number, heightPx: number): string {
  const letters = Array.from(
    mark,
    (letter, index) =>
      `<path transform="translate(${Math.round(index * advance)})" d="${strokes[letter] ?? ""}"/>`,
  );
  // The plate takes 200 by 70 thousandths of the shorter side, its margin included.
  const scale = Math.min(widthPx, heightPx) / 1000;
  return (
    `<g transform="translate(${widthPx} ${heightPx}) scale(${scale}) translate(-200 -70)">` +
    `<rect width="178" height="48" rx="24" fill="#10202e" fill-opacity=".42"/>` +
    `<g transform="translate(18 21) scale(1.55)" fill="none" stroke="#fff" stroke-opacity=".92" ` +
    `stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${letters.join("")}</g></g>`
  );
}
