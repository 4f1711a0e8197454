import { array, assert, constantFrom, integer, property, record } from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { composeSheet } from "../../../src/pictures/sheets/sheet.ts";
import {
  countColumns,
  planSheet,
  type SheetCell,
} from "../../../src/pictures/sheets/sheet-plan.ts";

const limits = { maxPixels: 1_000_000, maxBytes: 1_000_000 };
const hash = (digit: string): string => `sha256:${digit.repeat(64)}`;

const picture = record({
  sha256: constantFrom(hash("a"), hash("b")),
  widthPx: integer({ min: 1, max: 3000 }),
  heightPx: integer({ min: 1, max: 3000 }),
});

function overlaps(a: SheetCell, b: SheetCell): boolean {
  return (
    a.leftPx < b.leftPx + b.widthPx &&
    b.leftPx < a.leftPx + a.widthPx &&
    a.topPx < b.topPx + b.heightPx &&
    b.topPx < a.topPx + a.heightPx
  );
}

describe("the plan of a contact sheet", () => {
  test("shows every picture whole, undistorted, not enlarged, beside the others", () => {
    assert(
      property(
        array(picture, { minLength: 2, maxLength: 40 }),
        integer({ min: 200, max: 2000 }),
        (pictures, widestPx) => {
          const { cells, widthPx, heightPx } = planSheet(pictures, widestPx);
          expect(cells).toHaveLength(pictures.length);
          for (const [index, cell] of cells.entries()) {
            const { widthPx: w, heightPx: h } = pictures[index]!;
            expect(cell.widthPx).toBeLessThanOrEqual(w);
            expect(cell.heightPx).toBeLessThanOrEqual(h);
            expect(cell.leftPx).toBeGreaterThanOrEqual(0);
            expect(cell.topPx).toBeGreaterThanOrEqual(0);
            expect(cell.leftPx + cell.widthPx).toBeLessThanOrEqual(widthPx);
            expect(cell.topPx + cell.heightPx).toBeLessThanOrEqual(heightPx);
            // Undistorted, but for what rounding to whole pixels does, and no side below one.
            const scale = w > h ? cell.widthPx / w : cell.heightPx / h;
            const [shorter, wanted] =
              w > h ? [cell.heightPx, h * scale] : [cell.widthPx, w * scale];
            expect(Math.abs(shorter - Math.max(1, wanted))).toBeLessThanOrEqual(1);
            for (const other of cells.slice(index + 1)) {
              expect(overlaps(cell, other)).toBe(false);
            }
          }
        },
      ),
    );
  });

  test("is as wide as it may be when the pictures are large enough", () => {
    const pictures = Array.from({ length: 7 }, () => ({
      sha256: hash("a"),
      widthPx: 1024,
      heightPx: 1024,
    }));
    expect(planSheet(pictures, 961).widthPx).toBe(961);
  });

  test("has no row with a hole where the number allows it", () => {
    const columns = [2, 3, 4, 6, 8, 9, 10, 12, 15, 16, 20].map((n) => [n, n % countColumns(n)]);
    expect(columns.filter(([, rest]) => rest !== 0)).toEqual([]);
  });

  test("is another when a picture, their order or the width is", () => {
    const a = { sha256: hash("a"), widthPx: 10, heightPx: 10 };
    const b = { ...a, sha256: hash("b") };
    const plans = [planSheet([a, b], 900), planSheet([b, a], 900), planSheet([a, a], 900)];
    expect(new Set(plans.map(({ sha256 }) => sha256)).size).toBe(3);
    expect(planSheet([a, b], 900)).toEqual(plans[0]);
  });
});

describe("a contact sheet", () => {
  const red = { r: 200, g: 20, b: 20 };
  const make = (): Promise<Buffer[]> =>
    Promise.all([
      sharp({ create: { width: 40, height: 40, channels: 3, background: red } })
        .png()
        .toBuffer(),
      sharp({ create: { width: 40, height: 20, channels: 3, background: "#808080" } })
        .toColourspace("b-w")
        .jpeg()
        .toBuffer(),
      sharp({ create: { width: 20, height: 40, channels: 4, background: { ...red, alpha: 0 } } })
        .png()
        .toBuffer(),
    ]);

  test("shows each picture in its cell, in its colours; what is transparent shows the ground", async () => {
    const originals = await make();
    const sizes = [
      [40, 40],
      [40, 20],
      [20, 40],
    ] as const;
    const plan = planSheet(
      sizes.map(([widthPx, heightPx]) => ({ sha256: hash("a"), widthPx, heightPx })),
      2000,
    );
    const read = originals.map((bytes) => () => Promise.resolve(bytes));
    const sheet = await composeSheet(plan, read, limits);
    expect(await sharp(sheet).metadata()).toMatchObject({
      format: "png",
      width: plan.widthPx,
      height: plan.heightPx,
      channels: 3,
    });
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [
      ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
    ];
    const [first, second, third] = plan.cells.map(({ leftPx, topPx, widthPx, heightPx }) =>
      at(leftPx + Math.floor(widthPx / 2), topPx + Math.floor(heightPx / 2)),
    );
    expect(first).toEqual([200, 20, 20]);
    for (const value of second ?? []) {
      expect(Math.abs(value - 128)).toBeLessThan(4);
    }
    expect(third).toEqual(at(0, 0));
    expect(await composeSheet(plan, read, limits)).toEqual(sheet);
  });

  test("says what is wrong with a picture that cannot be decoded", async () => {
    const [good] = await make();
    const plan = planSheet(
      [
        { sha256: hash("a"), widthPx: 40, heightPx: 40 },
        { sha256: hash("b"), widthPx: 40, heightPx: 40 },
      ],
      200,
    );
    const read = [good!, good!.subarray(0, 60)].map((bytes) => () => Promise.resolve(bytes));
    await expect(composeSheet(plan, read, limits)).rejects.toMatchObject({ code: "IMAGE_INVALID" });
  });
});
