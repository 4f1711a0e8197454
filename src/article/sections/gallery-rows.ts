/** What pictures are set into, side by side. Lengths in pixels. */
export interface Frame {
  readonly widthPx: number;
  readonly gapPx: number;
  /** How high a row is at best. */
  readonly heightPx: number;
  /** What it costs that one row is higher than the next, beside what it costs to miss the height. */
  readonly evenness: number;
}

/** More pictures than this in one row would be too small, whatever their shape. */
const mostInRow = 12;

interface Plan {
  readonly cost: number;
  /** The number of pictures in each row. */
  readonly rows: readonly number[];
  readonly lastHeightPx: number;
}

/**
 * Breaks pictures into rows that all fill the frame's width, in their order, without cropping: of all
 * ways, the one whose rows come closest to the height that is wanted and to one another. Of two that
 * are alike, the one with the larger pictures first.
 * @param shapes width by height of each
 * @returns how many pictures stand in each row
 */
export function planRows(shapes: readonly number[], frame: Frame): readonly number[] {
  // By how many pictures are set, then by how many of them are in the last row.
  const plans: (readonly Plan[])[] = [[{ cost: 0, rows: [], lastHeightPx: Number.NaN }]];
  for (let end = 1; end <= shapes.length; end += 1) {
    const ending: Plan[] = [];
    for (let count = Math.min(mostInRow, end); count >= 1; count -= 1) {
      const heightPx = heightOf(shapes.slice(end - count, end), frame);
      const before = plans[end - count]?.map((plan) => addRow(plan, count, heightPx, frame));
      ending.push(...cheapest(before ?? []));
    }
    plans.push(ending);
  }
  return cheapest(plans.at(-1) ?? [])[0]?.rows ?? [];
}

function heightOf(row: readonly number[], { widthPx, gapPx }: Frame): number {
  const sum = row.reduce((total, shape) => total + shape, 0);
  return Math.max(1, widthPx - gapPx * (row.length - 1)) / sum;
}

function addRow({ cost, rows, lastHeightPx }: Plan, count: number, heightPx: number, frame: Frame) {
  const off = Math.log(heightPx / frame.heightPx) ** 2;
  const uneven = rows.length === 0 ? 0 : Math.log(heightPx / lastHeightPx) ** 2;
  return {
    cost: cost + off + frame.evenness * uneven,
    rows: [...rows, count],
    lastHeightPx: heightPx,
  };
}

/** The first of the cheapest, if any; sums that differ only by how they were rounded are alike. */
function cheapest(plans: readonly Plan[]): readonly Plan[] {
  const least = Math.min(...plans.map(({ cost }) => cost));
  return plans.filter(({ cost }) => cost <= least + 1e-9).slice(0, 1);
}
