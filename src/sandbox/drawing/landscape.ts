import type { Ridge } from "./hills.ts";
import { createRidge, drawHill, drawMountains } from "./hills.ts";
import { drawHouse } from "./house.ts";
import type { LandscapePalette } from "./palette.ts";
import type { SeededRandom } from "./random.ts";
import type { Canvas, Point } from "./shapes.ts";
import { circle, path, round } from "./shapes.ts";
import { drawBirds, drawClouds, drawSky } from "./sky.ts";
import { drawTree } from "./tree.ts";

export interface LandscapeOptions {
  readonly palette: LandscapePalette;
  readonly house: boolean;
  /** Chooses the form of the house and its side; neighbours differ. */
  readonly variation: number;
}

/** A path that winds from the door to the lower edge, wider as it comes nearer. */
function drawPath(canvas: Canvas, door: Point, random: SeededRandom): string {
  const end = canvas.width * 0.5 + random.between(-160, 160);
  const bend = random.between(-120, 120);
  const middle = (door.y + canvas.height) / 2;
  return path(
    `M${round(door.x - 15)} ${round(door.y)}C${round(door.x - 30 + bend)} ${round(middle)} ${round(end - 120 - bend)} ${round(middle)} ${round(end - 110)} ${round(canvas.height)}` +
      `H${round(end + 90)}C${round(end + 20 - bend)} ${round(middle)} ${round(door.x + 40 + bend)} ${round(middle)} ${round(door.x + 15)} ${round(door.y)}Z`,
    `fill="#efe0bd" fill-opacity=".9"`,
  );
}

function drawMeadow(
  canvas: Canvas,
  ground: Ridge,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  const parts: string[] = [];
  for (let index = 0; index < 46; index += 1) {
    const x = random.between(0, canvas.width);
    const from = ground(x) + 40;
    const y = from + (canvas.height - from) * random.next();
    const size = 3 + (7 * (y - from)) / Math.max(1, canvas.height - from);
    if (random.chance(0.55)) {
      parts.push(circle({ x, y }, size * 0.62, `fill="${random.pick(palette.flowers)}"`));
    } else {
      parts.push(
        path(
          `M${round(x - size)} ${round(y - size * 1.6)}L${round(x)} ${round(y)}L${round(x + size * 0.2)} ${round(y - size * 2.2)}M${round(x)} ${round(y)}L${round(x + size * 1.1)} ${round(y - size * 1.5)}`,
          `fill="none" stroke="${palette.foliage[1]}" stroke-width="2.4" stroke-linecap="round"`,
        ),
      );
    }
  }
  return parts.join("");
}

/** A line of small trees where the middle hill meets the near one. */
function drawCopse(
  canvas: Canvas,
  ridge: Ridge,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  const trees: string[] = [];
  const heart = canvas.width * random.between(0.1, 0.9);
  const kind = random.pick(["conifer", "slim", "broad"] as const);
  for (let index = 0; index < random.integer(4, 7); index += 1) {
    const x = heart + random.between(-190, 190);
    trees.push(drawTree(kind, { x, y: ridge(x) + 6 }, random.between(70, 115), palette, random));
  }
  return `<g opacity=".85">${trees.join("")}</g>`;
}

/**
 * A landscape in layers: sky, clouds, hills, and in front, where asked for, a house with its tree.
 *
 * @returns SVG elements for a canvas of this size
 */
export function drawLandscape(
  canvas: Canvas,
  options: LandscapeOptions,
  random: SeededRandom,
): string {
  const { palette, house, variation } = options;
  const [far, distant, middle, close, near] = palette.hills;
  const horizon = canvas.height * random.between(0.56, 0.61);
  const farRidge = createRidge(random, horizon + 20, 26, 1.3);
  const middleRidge = createRidge(random, horizon + canvas.height * 0.07, 34, 0.9);
  const closeRidge = createRidge(random, horizon + canvas.height * 0.15, 28, 0.8);
  const nearRidge = createRidge(random, horizon + canvas.height * 0.3, 30, 0.7);

  const onLeft = variation % 2 === 0;
  const houseX = canvas.width * (onLeft ? random.between(0.33, 0.4) : random.between(0.6, 0.67));
  const foot = { x: houseX, y: closeRidge(houseX) + canvas.height * 0.09 };
  const size = random.between(370, 430);
  const treeX = houseX + (onLeft ? 1 : -1) * (size * 0.5 + random.between(120, 165));
  const treeFoot = { x: treeX, y: foot.y + random.between(8, 36) };
  const treeKind = random.pick(["broad", "broad", "broad", "slim", "conifer"] as const);
  const treeSize = random.between(330, 440);

  const home = house ? drawHouse(foot, size, variation, random) : undefined;

  return [
    drawSky(canvas, palette, random),
    drawClouds(canvas, palette, random),
    drawBirds(canvas, palette, random),
    random.chance(0.45)
      ? drawMountains(canvas, random, horizon, far)
      : drawHill(canvas, createRidge(random, horizon - 46, 40, 1.1), far),
    drawHill(canvas, farRidge, distant),
    drawHill(canvas, middleRidge, middle),
    drawCopse(canvas, middleRidge, palette, random),
    drawHill(canvas, closeRidge, close),
    home === undefined
      ? drawCopse(canvas, closeRidge, palette, random)
      : drawPath(canvas, home.door, random) + home.svg,
    drawTree(treeKind, treeFoot, treeSize, palette, random),
    drawHill(canvas, nearRidge, near),
    drawMeadow(canvas, nearRidge, palette, random),
  ].join("");
}
