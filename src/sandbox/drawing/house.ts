import { drawChimney, drawDoor, drawWindow, frame, glass, wall, wallShade } from "./house-parts.ts";
import type { SeededRandom } from "./random.ts";
import type { Point } from "./shapes.ts";
import { circle, path, polygon, rectangle, round } from "./shapes.ts";

interface HouseColors {
  readonly roof: string;
  readonly roofShade: string;
  readonly door: string;
}

const colors: readonly [HouseColors, ...HouseColors[]] = [
  { roof: "#c4553f", roofShade: "#a2422f", door: "#2f6f8f" },
  { roof: "#5b6b7d", roofShade: "#465464", door: "#c25a3c" },
  { roof: "#b8703a", roofShade: "#96582b", door: "#3f7a5a" },
  { roof: "#8a4a4f", roofShade: "#6e393e", door: "#e0a43c" },
  { roof: "#4d7186", roofShade: "#3b596b", door: "#8d4b3a" },
];
/** A cottage seen from the corner: a gabled front and a long side under one roof. */
function drawCottage(foot: Point, size: number, paint: HouseColors, random: SeededRandom): string {
  const front = size * 0.42;
  const side = size * 0.62;
  const height = size * 0.4;
  const gable = size * 0.3;
  const left = foot.x - (front + side) / 2;
  const corner = left + front;
  const right = corner + side;
  const eaves = foot.y - height;
  const ridgeStart = { x: left + front / 2, y: eaves - gable };
  const ridgeEnd = { x: right - size * 0.12, y: eaves - gable };
  const over = size * 0.035;
  return (
    drawChimney({ x: corner + side * 0.55, y: eaves - gable * 0.85 }, size * 0.16, random) +
    rectangle(corner, eaves, side, height, `fill="${wallShade}"`) +
    polygon(
      [
        { x: left, y: foot.y },
        { x: left, y: eaves },
        ridgeStart,
        { x: corner, y: eaves },
        { x: corner, y: foot.y },
      ],
      `fill="${wall}"`,
    ) +
    polygon(
      [
        ridgeStart,
        ridgeEnd,
        { x: right + over, y: eaves + over },
        { x: corner + over * 0.4, y: eaves + over },
      ],
      `fill="${paint.roof}"`,
    ) +
    path(
      `M${round(left - over)} ${round(eaves + over)}L${round(ridgeStart.x)} ${round(ridgeStart.y)}L${round(corner + over * 0.4)} ${round(eaves + over)}`,
      `fill="none" stroke="${paint.roofShade}" stroke-width="${round(size * 0.035)}" stroke-linejoin="round" stroke-linecap="round"`,
    ) +
    circle(
      { x: ridgeStart.x, y: eaves - gable * 0.22 },
      size * 0.045,
      `fill="${glass}" stroke="${frame}" stroke-width="4"`,
    ) +
    drawDoor({ x: left + front / 2, y: foot.y }, size * 0.13, paint.door) +
    drawWindow({ x: corner + side * 0.27, y: foot.y - height * 0.52 }, size * 0.11) +
    drawWindow({ x: corner + side * 0.7, y: foot.y - height * 0.52 }, size * 0.11)
  );
}

/** A tall house of two floors, seen from the front. */
function drawTallHouse(
  foot: Point,
  size: number,
  paint: HouseColors,
  random: SeededRandom,
): string {
  const half = size * 0.31;
  const height = size * 0.66;
  const gable = size * 0.3;
  const eaves = foot.y - height;
  const over = size * 0.05;
  const windows = [
    { x: foot.x - half * 0.5, y: eaves + height * 0.28 },
    { x: foot.x + half * 0.5, y: eaves + height * 0.28 },
    { x: foot.x - half * 0.56, y: eaves + height * 0.7 },
    { x: foot.x + half * 0.56, y: eaves + height * 0.7 },
  ];
  return (
    drawChimney({ x: foot.x + half * 0.6, y: eaves - gable * 0.45 }, size * 0.18, random) +
    rectangle(foot.x - half, eaves, half * 2, height, `fill="${wall}"`) +
    rectangle(foot.x + half * 0.82, eaves, half * 0.18, height, `fill="${wallShade}"`) +
    polygon(
      [
        { x: foot.x - half - over, y: eaves + over * 0.6 },
        { x: foot.x, y: eaves - gable },
        { x: foot.x + half + over, y: eaves + over * 0.6 },
      ],
      `fill="${paint.roof}"`,
    ) +
    polygon(
      [
        { x: foot.x, y: eaves - gable },
        { x: foot.x + half + over, y: eaves + over * 0.6 },
        { x: foot.x + half * 0.35, y: eaves + over * 0.6 },
      ],
      `fill="${paint.roofShade}"`,
    ) +
    circle(
      { x: foot.x, y: eaves - gable * 0.34 },
      size * 0.05,
      `fill="${glass}" stroke="${frame}" stroke-width="4"`,
    ) +
    windows.map((middle) => drawWindow(middle, size * 0.1)).join("") +
    drawDoor(foot, size * 0.13, paint.door)
  );
}

/** A wide house with a veranda, seen from the front. */
function drawFarmhouse(
  foot: Point,
  size: number,
  paint: HouseColors,
  random: SeededRandom,
): string {
  const half = size * 0.52;
  const height = size * 0.36;
  const eaves = foot.y - height;
  const roof = size * 0.24;
  const porch = half * 0.5;
  const posts = [-1, -0.36, 0.36, 1].map((at) =>
    rectangle(
      foot.x + at * porch - 4,
      eaves + height * 0.3,
      8,
      height * 0.7,
      `fill="${wall}" stroke="${frame}" stroke-width="2"`,
    ),
  );
  return (
    drawChimney({ x: foot.x - half * 0.55, y: eaves - roof * 0.8 }, size * 0.14, random) +
    rectangle(foot.x - half, eaves, half * 2, height, `fill="${wall}"`) +
    polygon(
      [
        { x: foot.x - half - size * 0.05, y: eaves + 8 },
        { x: foot.x - half * 0.74, y: eaves - roof },
        { x: foot.x + half * 0.74, y: eaves - roof },
        { x: foot.x + half + size * 0.05, y: eaves + 8 },
      ],
      `fill="${paint.roof}"`,
    ) +
    [-0.77, 0.77]
      .map((at) => drawWindow({ x: foot.x + half * at, y: foot.y - height * 0.5 }, size * 0.1))
      .join("") +
    rectangle(
      foot.x - porch,
      eaves + height * 0.3,
      porch * 2,
      height * 0.7,
      `fill="${wallShade}"`,
    ) +
    [-0.68, 0.68]
      .map((at) => drawWindow({ x: foot.x + porch * at, y: foot.y - height * 0.38 }, size * 0.075))
      .join("") +
    drawDoor(foot, size * 0.115, paint.door) +
    posts.join("") +
    polygon(
      [
        { x: foot.x - porch - 18, y: eaves + height * 0.34 },
        { x: foot.x, y: eaves - roof * 0.42 },
        { x: foot.x + porch + 18, y: eaves + height * 0.34 },
      ],
      `fill="${paint.roofShade}"`,
    ) +
    circle(
      { x: foot.x, y: eaves + height * 0.05 },
      size * 0.034,
      `fill="${glass}" stroke="${frame}" stroke-width="4"`,
    )
  );
}

/** The forms, with the distance of the door from the middle, as a share of the size. */
const houses = [
  { draw: drawCottage, doorAt: -0.31 },
  { draw: drawTallHouse, doorAt: 0 },
  { draw: drawFarmhouse, doorAt: 0 },
] as const;

export interface DrawnHouse {
  readonly svg: string;
  /** Where one steps out of the door. */
  readonly door: Point;
}

/**
 * A white house whose middle stands on `foot`.
 *
 * @param size about its width in canvas units
 * @param variation which form and colors; neighbours differ
 */
export function drawHouse(
  foot: Point,
  size: number,
  variation: number,
  random: SeededRandom,
): DrawnHouse {
  const { draw, doorAt } = houses[variation % houses.length] ?? houses[0];
  const paint = colors[variation % colors.length] ?? colors[0];
  return {
    svg: draw(foot, size, paint, random),
    door: { x: foot.x + doorAt * size, y: foot.y },
  };
}
