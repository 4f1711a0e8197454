import type { LandscapePalette } from "./palette.ts";
import type { SeededRandom } from "./random.ts";
import type { Canvas, Point } from "./shapes.ts";
import { circle, glowGradient, path, rectangle, round, verticalGradient } from "./shapes.ts";

/** The sky with its sun; clouds and birds come apart, since hills stand between. */
export function drawSky(canvas: Canvas, palette: LandscapePalette, random: SeededRandom): string {
  const sun: Point = {
    x: canvas.width * (random.chance(0.5) ? random.between(0.1, 0.3) : random.between(0.68, 0.9)),
    y: canvas.height * random.between(0.12, 0.3),
  };
  const radius = random.between(46, 72);
  return (
    `<defs>${verticalGradient("sky", palette.sky, 0.64)}${glowGradient("sunshine", palette.sun, 0.75)}</defs>` +
    rectangle(0, 0, canvas.width, canvas.height, `fill="url(#sky)"`) +
    circle(sun, radius * 4.6, `fill="url(#sunshine)"`) +
    circle(sun, radius, `fill="${palette.sun}"`)
  );
}

/** One cloud: puffs of different size on a flat foot, lit from above. */
function drawCloud(
  middle: Point,
  width: number,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  const puffs = random.integer(4, 6);
  const shade: string[] = [];
  const light: string[] = [];
  for (let index = 0; index < puffs; index += 1) {
    const along = (index + 0.5) / puffs;
    const size = width * (0.1 + 0.12 * Math.sin(along * Math.PI) + random.between(0, 0.045));
    const center = { x: middle.x + (along - 0.5) * width * 0.78, y: middle.y - size * 0.72 };
    shade.push(circle(center, size, ""));
    light.push(circle({ x: center.x - size * 0.06, y: center.y - size * 0.14 }, size * 0.86, ""));
  }
  const foot = width * 0.13;
  shade.push(
    rectangle(
      middle.x - width * 0.47,
      middle.y - foot,
      width * 0.94,
      foot,
      `rx="${round(foot / 2)}"`,
    ),
  );
  return (
    `<g fill="${palette.cloudShade}">${shade.join("")}</g>` +
    `<g fill="${palette.cloud}">${light.join("")}</g>`
  );
}

/** Three to five clouds, spread over the width, the smaller ones lower, since they are farther. */
export function drawClouds(
  canvas: Canvas,
  palette: LandscapePalette,
  random: SeededRandom,
): string {
  const count = random.integer(3, 5);
  const clouds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const depth = random.next();
    const middle = {
      x: (canvas.width * (index + random.between(0.2, 0.8))) / count,
      y: canvas.height * (0.13 + 0.26 * depth + random.between(-0.02, 0.03)),
    };
    const width = 300 - 150 * depth + random.between(-20, 40);
    clouds.push(drawCloud(middle, width, palette, random));
  }
  return clouds.join("");
}

/** A flock of birds, each two bent strokes. */
export function drawBirds(canvas: Canvas, palette: LandscapePalette, random: SeededRandom): string {
  const count = random.integer(5, 9);
  const heart = {
    x: canvas.width * random.between(0.3, 0.7),
    y: canvas.height * random.between(0.17, 0.32),
  };
  const birds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const x = heart.x + random.between(-210, 210);
    const y = heart.y + random.between(-85, 85);
    const span = random.between(15, 30);
    const lift = span * random.between(0.35, 0.7);
    const side = `${round(x - span)} ${round(y - lift * 0.4)}`;
    birds.push(
      `M${side}Q${round(x - span * 0.45)} ${round(y - lift)} ${round(x)} ${round(y)}` +
        `Q${round(x + span * 0.45)} ${round(y - lift)} ${round(x + span)} ${round(y - lift * 0.4)}`,
    );
  }
  return path(
    birds.join(""),
    `fill="none" stroke="${palette.birds}" stroke-width="4.2" stroke-linecap="round" stroke-linejoin="round"`,
  );
}
