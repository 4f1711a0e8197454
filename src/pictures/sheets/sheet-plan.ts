import { createHash } from "node:crypto";
import type { OriginalPicture } from "../variants/recipe.ts";
import { fitInto, type SizePx } from "../variants/size.ts";

/** Raised when the same pictures would be composed in another way. */
const sheetVersion = 1;

/** Space between pictures and around them, as a part of the sheet's width. */
const gapShare = 0.012;
const smallestGapPx = 2;
/** More columns than this would make the pictures too small to tell apart. */
const maxColumns = 8;

/** Where one picture stands on a sheet, in pixels. */
export interface SheetCell extends SizePx {
  readonly leftPx: number;
  readonly topPx: number;
}

/** A composed picture of several: its size, and a cell for each picture in their order. */
export interface SheetPlan extends SizePx {
  readonly cells: readonly SheetCell[];
  /** Of the pictures and the way they are composed: tells whether the sheet has to be made anew. */
  readonly sha256: string;
}

/**
 * The columns of a grid that is about as wide as it is high and leaves the fewest places empty; in
 * a tie, the wider one.
 */
export function countColumns(pictures: number): number {
  const least = Math.min(maxColumns, Math.ceil(Math.sqrt(pictures)));
  const most = Math.min(maxColumns, Math.max(least, Math.floor(least * 1.5)));
  let best = least;
  for (let columns = least + 1; columns <= most; columns += 1) {
    if (countEmpty(pictures, columns) <= countEmpty(pictures, best)) {
      best = columns;
    }
  }
  return best;
}

function countEmpty(pictures: number, columns: number): number {
  return (columns - (pictures % columns)) % columns;
}

/**
 * Plans a sheet of pictures, from what is recorded of them: a grid in reading order, each picture
 * whole and in the middle of its place, a last row that is not full in the middle as well.
 * @param widestPx of the sheet; it is narrower where pictures would have to be enlarged.
 */
export function planSheet(pictures: readonly OriginalPicture[], widestPx: number): SheetPlan {
  const columns = countColumns(pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const widest = Math.max(...pictures.map(({ widthPx }) => widthPx));
  const naturalPx = Math.ceil((columns * widest) / (1 - gapShare * (columns + 1)));
  const roughPx = Math.min(widestPx, naturalPx);
  const gapPx = Math.max(smallestGapPx, Math.round(roughPx * gapShare));
  const placeWidthPx = Math.max(1, Math.floor((roughPx - gapPx * (columns + 1)) / columns));
  // All places have the shape of the highest picture, as wide as its place.
  const highest = Math.max(...pictures.map(({ widthPx, heightPx }) => heightPx / widthPx));
  const place = {
    widthPx: placeWidthPx,
    heightPx: Math.max(1, Math.round(placeWidthPx * Math.min(2, highest))),
  };
  const widthPx = Math.max(roughPx, columns * (place.widthPx + gapPx) + gapPx);
  // What does not divide by the columns goes to the margins.
  const marginPx = Math.floor((widthPx - columns * (place.widthPx + gapPx) + gapPx) / 2);
  const heightPx = rows * (place.heightPx + gapPx) + gapPx;
  const cells = pictures.map((picture, index): SheetCell => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, pictures.length - row * columns);
    const indentPx = Math.floor(((columns - inRow) * (place.widthPx + gapPx)) / 2);
    const size = fitInto(picture, place);
    const left = marginPx + indentPx + (index % columns) * (place.widthPx + gapPx);
    const top = gapPx + row * (place.heightPx + gapPx);
    return {
      ...size,
      leftPx: left + Math.floor((place.widthPx - size.widthPx) / 2),
      topPx: top + Math.floor((place.heightPx - size.heightPx) / 2),
    };
  });
  const hashes = pictures.map(({ sha256 }) => sha256);
  const recipe = JSON.stringify([sheetVersion, widthPx, heightPx, cells, hashes]);
  const digest = createHash("sha256").update(recipe).digest("hex");
  return { widthPx, heightPx, cells, sha256: `sha256:${digest}` };
}
