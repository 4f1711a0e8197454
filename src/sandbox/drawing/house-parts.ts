import type { SeededRandom } from "./random.ts";
import type { Point } from "./shapes.ts";
import { circle, path, polygon, rectangle, round } from "./shapes.ts";

export const wall = "#fdfcf8";
export const wallShade = "#dfe6ea";
export const frame = "#b9c6ce";
export const glass = "#8fc3df";

/** A window of four panes around its middle. */
export function drawWindow(middle: Point, size: number): string {
  const left = middle.x - size / 2;
  const top = middle.y - size * 0.6;
  const height = size * 1.2;
  return (
    rectangle(left - 4, top - 4, size + 8, height + 8, `rx="3" fill="${frame}"`) +
    rectangle(left, top, size, height, `fill="${glass}"`) +
    polygon(
      [
        { x: left, y: top + height * 0.7 },
        { x: left + size * 0.7, y: top },
        { x: left + size, y: top },
        { x: left, y: top + height },
      ],
      `fill="#fff" fill-opacity=".28"`,
    ) +
    path(
      `M${round(middle.x)} ${round(top)}v${round(height)}M${round(left)} ${round(middle.y)}h${round(size)}`,
      `stroke="${frame}" stroke-width="3.4"`,
    ) +
    rectangle(left - 8, top + height + 4, size + 16, 6, `rx="2" fill="${frame}"`)
  );
}

/** A door with a round top that stands on `foot`. */
export function drawDoor(foot: Point, width: number, color: string): string {
  const height = width * 1.95;
  return (
    path(
      `M${round(foot.x - width / 2)} ${round(foot.y)}v${round(-height * 0.72)}a${round(width / 2)} ${round(height * 0.28)} 0 0 1 ${round(width)} 0v${round(height * 0.72)}z`,
      `fill="${color}" stroke="${frame}" stroke-width="5"`,
    ) +
    circle({ x: foot.x + width * 0.28, y: foot.y - height * 0.42 }, width * 0.06, `fill="#f3d48a"`)
  );
}

/** A chimney with a little smoke. */
export function drawChimney(foot: Point, height: number, random: SeededRandom): string {
  const smoke: string[] = [];
  let { x, y } = { x: foot.x, y: foot.y - height - 22 };
  for (let index = 0; index < 4; index += 1) {
    smoke.push(
      circle({ x, y }, 9 + index * 4.5, `fill="#fff" fill-opacity="${round(0.6 - index * 0.12)}"`),
    );
    x += random.between(6, 20);
    y -= random.between(22, 32);
  }
  return (
    rectangle(foot.x - 15, foot.y - height, 30, height + 14, `fill="#c9a08c"`) +
    rectangle(foot.x - 19, foot.y - height - 8, 38, 12, `rx="2" fill="#a97f6c"`) +
    smoke.join("")
  );
}
