export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The largest size of a picture's shape that fits into a box; never larger than the picture. */
export function fitInto(picture: SizePx, box: SizePx): SizePx {
  const scale = Math.min(1, box.widthPx / picture.widthPx, box.heightPx / picture.heightPx);
  return {
    widthPx: Math.max(1, Math.round(picture.widthPx * scale)),
    heightPx: Math.max(1, Math.round(picture.heightPx * scale)),
  };
}
