import type { LandscapePalette } from "./palette.ts";
import type { SeededRandom } from "./random.ts";
import type { Point } from "./shapes.ts";
import { circle, path, polygon, round } from "./shapes.ts";

const bark = "#6b4a34";

function drawTrunk(foot: Point, height: number, width: number): string {
  const top = foot.y - height;
  return path(
    `M${round(foot.x - width)} ${round(foot.y + 4)}Q${round(foot.x - width * 0.4)} ${round(foot.y - height * 0.4)} ${round(foot.x - width * 0.35)} ${round(top)}` +
      `H${round(foot.x + width * 0.35)}Q${round(foot.x + width * 0.4)} ${round(foot.y - height * 0.4)} ${round(foot.x + width)} ${round(foot.y + 4)}Z`,
    `fill="${bark}"`,
  );
}

/** Where light falls on a crown: x, y and radius, as shares of the tree's size. */
const lights = [
  [-0.2, -0.17, 0.11],
  [-0.04, -0.24, 0.09],
  [-0.25, 0.02, 0.07],
  [0.12, -0.1, 0.06],
] as const;

/** A broad tree: a crown of overlapping rounds, lit from one side. */
function drawBroadTree(
  foot: Point,
  size: number,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  const [shade, middle, light] = palette.foliage;
  const crown = { x: foot.x, y: foot.y - size * 0.68 };
  const layers: [string[], string[], string[]] = [[], [], []];
  const rounds = 9;
  for (let index = 0; index < rounds; index += 1) {
    const angle = (index / rounds) * Math.PI * 2 + random.between(-0.2, 0.2);
    const center = {
      x: crown.x + Math.cos(angle) * size * 0.26,
      y: crown.y + Math.sin(angle) * size * 0.2,
    };
    const radius = size * random.between(0.13, 0.19);
    layers[0].push(circle({ x: center.x + size * 0.03, y: center.y + size * 0.05 }, radius, ""));
    layers[1].push(circle(center, radius * 0.94, ""));
  }
  for (const [x, y, radius] of lights) {
    const shift = random.between(-0.02, 0.02);
    layers[2].push(
      circle(
        { x: crown.x + (x + shift) * size, y: crown.y + (y - shift) * size },
        radius * size,
        "",
      ),
    );
  }
  return (
    drawTrunk(foot, size * 0.55, size * 0.07) +
    `<g fill="${shade}">${layers[0].join("")}${circle(crown, size * 0.24, "")}</g>` +
    `<g fill="${middle}">${layers[1].join("")}${circle({ x: crown.x, y: crown.y - size * 0.03 }, size * 0.22, "")}</g>` +
    `<g fill="${light}">${layers[2].join("")}</g>`
  );
}

/** A slim tree, such as a cypress. */
function drawSlimTree(foot: Point, size: number, palette: LandscapePalette): string {
  const [shade, middle] = palette.foliage;
  const half = size * 0.15;
  const top = foot.y - size;
  const low = foot.y - size * 0.1;
  const outline = (right: number): string =>
    `M${round(foot.x)} ${round(top)}C${round(foot.x - half * 0.7)} ${round(top + size * 0.25)} ${round(foot.x - half * 1.4)} ${round(low - size * 0.1)} ${round(foot.x - half * 0.5)} ${round(low)}` +
    `H${round(foot.x + right * 0.5)}C${round(foot.x + right * 1.4)} ${round(low - size * 0.1)} ${round(foot.x + right * 0.7)} ${round(top + size * 0.25)} ${round(foot.x)} ${round(top)}Z`;
  return (
    drawTrunk(foot, size * 0.2, size * 0.035) +
    path(outline(half), `fill="${shade}"`) +
    path(outline(-half * 0.1), `fill="${middle}"`)
  );
}

/** A conifer of stacked tiers. */
function drawConifer(foot: Point, size: number, palette: LandscapePalette): string {
  const [shade, middle] = palette.foliage;
  const tiers: string[] = [drawTrunk(foot, size * 0.2, size * 0.04)];
  for (const [index, tier] of [0.12, 0.34, 0.56].entries()) {
    const low = foot.y - size * tier;
    const half = size * (0.27 - index * 0.065);
    const top = { x: foot.x, y: low - size * 0.42 };
    tiers.push(
      polygon([{ x: foot.x - half, y: low }, top, { x: foot.x + half, y: low }], `fill="${shade}"`),
      polygon(
        [{ x: foot.x - half, y: low }, top, { x: foot.x + half * 0.15, y: low }],
        `fill="${middle}"`,
      ),
    );
  }
  return tiers.join("");
}

const trees = { broad: drawBroadTree, slim: drawSlimTree, conifer: drawConifer } as const;
export type TreeKind = keyof typeof trees;

/**
 * One tree standing on `foot`.
 *
 * @param size its height in canvas units
 */
export function drawTree(
  kind: TreeKind,
  foot: Point,
  size: number,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  return trees[kind](foot, size, palette, random);
}
