/** Pixels to compare: 8 bits, 3 channels. */
export interface Rgb {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The mean absolute difference of two pictures of one size, in steps of 0–255. */
export function meanDifference(a: Rgb, b: Rgb): number {
  if (a.width !== b.width || a.height !== b.height || a.data.length !== b.data.length) {
    throw new Error(`sizes differ: ${a.width}x${a.height}, ${b.width}x${b.height}`);
  }
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 1) {
    sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  }
  return sum / a.data.length;
}

function luma({ data }: Rgb, pixel: number): number {
  const at = pixel * 3;
  return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
}

/** SSIM of two windows of the same place, after Wang and others (2004), with equal weights. */
function windowSsim(a: Rgb, b: Rgb, left: number, top: number, side: number): number {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let y = top; y < Math.min(top + side, a.height); y += 1) {
    for (let x = left; x < Math.min(left + side, a.width); x += 1) {
      const [p, q] = [luma(a, y * a.width + x), luma(b, y * a.width + x)];
      n += 1;
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  const varianceA = sumAA / n - meanA ** 2;
  const varianceB = sumBB / n - meanB ** 2;
  const covariance = sumAB / n - meanA * meanB;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2))
  );
}

/** Structural similarity of two pictures of one size: 1 for the same, towards 0 for unlike ones. */
export function ssim(a: Rgb, b: Rgb, side = 8): number {
  let [sum, windows] = [0, 0];
  for (let top = 0; top < a.height; top += side) {
    for (let left = 0; left < a.width; left += side) {
      sum += windowSsim(a, b, left, top, side);
      windows += 1;
    }
  }
  return sum / windows;
}
