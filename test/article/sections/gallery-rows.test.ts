import { describe, expect, test } from "vitest";
import { planRows } from "../../../src/article/sections/gallery-rows.ts";

const wide = { widthPx: 960, gapPx: 16, heightPx: 240, evenness: 2 };

function squares(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}

describe("rows of pictures", () => {
  test.each([
    [1, [1]],
    [3, [3]],
    [6, [3, 3]],
    [7, [3, 4]],
    [8, [4, 4]],
    [9, [3, 3, 3]],
    [10, [5, 5]],
    [11, [3, 4, 4]],
  ])("%i squares are set as %j", (count, rows) => {
    expect(planRows(squares(count), wide)).toEqual(rows);
  });

  test("hold every picture once, whatever their shapes", () => {
    const shapes = [3, 0.3, 1, 1.78, 0.67, 16, 0.1, 1.5, 1, 1];
    const rows = planRows(shapes, wide);
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(shapes.length);
    expect(Math.min(...rows)).toBeGreaterThan(0);
    expect(planRows([], wide)).toEqual([]);
  });

  test("give a panorama a row of its own, and no picture alone to a row as high as the window", () => {
    expect(planRows([4, 1, 1, 1, 1], wide)).toEqual([1, 4]);
    expect(planRows([1, 1, 1, 0.3], wide)).toEqual([4]);
  });
});
