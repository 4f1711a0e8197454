import type { SeededRandom } from "./random.ts";
import type { Canvas, Point } from "./shapes.ts";
import { path, round, smoothCurve } from "./shapes.ts";

/** A rolling line of ground: its height (y) over any x. */
export type Ridge = (x: number) => number;

/**
 * A ridge of two waves.
 *
 * @param base the mean y, `swing` the greatest distance from it, in canvas units
 * @param bumps about how many crests fit into 1000 units
 */
export function createRidge(
  random: SeededRandom,
  base: number,
  swing: number,
  bumps: number,
): Ridge {
  const first = { pace: (bumps * Math.PI * 2) / 1000, phase: random.between(0, Math.PI * 2) };
  const second = {
    pace: first.pace * random.between(1.7, 2.4),
    phase: random.between(0, Math.PI * 2),
  };
  return (x) =>
    base +
    swing * 0.68 * Math.sin(x * first.pace + first.phase) +
    swing * 0.32 * Math.sin(x * second.pace + second.phase);
}

/** The ground under a ridge, down to the lower edge. */
export function drawHill(canvas: Canvas, ridge: Ridge, fill: string): string {
  const points: Point[] = [];
  for (let x = -40; x <= canvas.width + 40; x += 40) {
    points.push({ x, y: ridge(x) });
  }
  const line = smoothCurve(points);
  return path(`${line}V${round(canvas.height)}H-40Z`, `fill="${fill}"`);
}

/** Far mountains: a jagged line with snow on the higher peaks. */
export function drawMountains(
  canvas: Canvas,
  random: SeededRandom,
  base: number,
  fill: string,
): string {
  const parts: string[] = [];
  let x = -120;
  while (x < canvas.width + 80) {
    const half = random.between(110, 210);
    const height = half * random.between(0.65, 1.05);
    const top = { x: x + half, y: base - height };
    const snow = 0.26;
    const slope = half * snow;
    parts.push(
      path(
        `M${round(x)} ${round(base + 60)}L${round(top.x)} ${round(top.y)}L${round(x + half * 2)} ${round(base + 60)}Z`,
        `fill="${fill}"`,
      ),
      path(
        `M${round(top.x)} ${round(top.y)}L${round(top.x + slope * 0.92)} ${round(top.y + (height + 60) * snow * 0.92)}` +
          `L${round(top.x + slope * 0.3)} ${round(top.y + height * snow * 0.78)}L${round(top.x - slope * 0.2)} ${round(top.y + height * snow * 1.12)}` +
          `L${round(top.x - slope * 0.5)} ${round(top.y + (height + 60) * snow * 0.5)}Z`,
        `fill="#fff" fill-opacity=".5"`,
      ),
    );
    x += half * random.between(0.8, 1.35);
  }
  return parts.join("");
}
