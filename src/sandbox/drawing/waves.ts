import type { AbstractPalette } from "./palette.ts";
import type { SeededRandom } from "./random.ts";
import type { Canvas, Point } from "./shapes.ts";
import {
  circle,
  glowGradient,
  path,
  rectangle,
  round,
  smoothCurve,
  verticalGradient,
} from "./shapes.ts";

type Curve = (x: number) => number;

function createCurve(canvas: Canvas, random: SeededRandom, base: number, swing: number): Curve {
  const pace = (Math.PI * 2 * random.between(0.7, 1.3)) / canvas.width;
  const phase = random.between(0, Math.PI * 2);
  const tilt = random.between(-0.12, 0.12);
  const second = { pace: pace * random.between(1.8, 2.6), phase: random.between(0, Math.PI * 2) };
  return (x) =>
    base +
    tilt * (x - canvas.width / 2) +
    swing * Math.sin(x * pace + phase) +
    swing * 0.35 * Math.sin(x * second.pace + second.phase);
}

function sample(canvas: Canvas, curve: Curve): Point[] {
  const points: Point[] = [];
  const step = canvas.width / 16;
  for (let index = -1; index <= 17; index += 1) {
    points.push({ x: index * step, y: curve(index * step) });
  }
  return points;
}

/** A sheaf of fine lines that turn from one curve into another. */
function drawSheaf(canvas: Canvas, from: Curve, to: Curve, palette: AbstractPalette): string {
  const count = 26;
  const lines: string[] = [];
  for (let index = 0; index <= count; index += 1) {
    const share = index / count;
    lines.push(smoothCurve(sample(canvas, (x) => from(x) * (1 - share) + to(x) * share)));
  }
  return path(
    lines.join(""),
    `fill="none" stroke="${palette.line}" stroke-opacity=".42" stroke-width="1.8"`,
  );
}

/**
 * Calm ribbons under a disc, with a sheaf of fine lines across: a wallpaper.
 */
export function drawWaves(canvas: Canvas, palette: AbstractPalette, random: SeededRandom): string {
  const disc = {
    x: canvas.width * random.between(0.26, 0.74),
    y: canvas.height * random.between(0.26, 0.4),
  };
  const radius = random.between(110, 170);
  const orbits = [1.45, 1.95, 2.6].map((factor, index) =>
    circle(
      disc,
      radius * factor,
      `fill="none" stroke="${palette.line}" stroke-opacity="${round(0.45 - index * 0.1)}" stroke-width="2"`,
    ),
  );
  const moons = [1.45, 1.95, 2.6].map((factor) => {
    const angle = random.between(0, Math.PI * 2);
    const center = {
      x: disc.x + Math.cos(angle) * radius * factor,
      y: disc.y + Math.sin(angle) * radius * factor,
    };
    return circle(center, random.between(8, 19), `fill="${random.pick(palette.tones)}"`);
  });
  const ribbons = palette.tones.map((tone, index) => {
    const base = canvas.height * (0.56 + index * 0.115);
    const line = smoothCurve(
      sample(canvas, createCurve(canvas, random, base, random.between(34, 74))),
    );
    return path(
      `${line}V${round(canvas.height + 10)}H${round(-canvas.width)}Z`,
      `fill="${tone}" fill-opacity=".8"`,
    );
  });
  const upper = createCurve(canvas, random, canvas.height * random.between(0.34, 0.44), 90);
  const lower = createCurve(canvas, random, canvas.height * random.between(0.66, 0.8), 120);
  const dots: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const at = { x: random.between(0, canvas.width), y: random.between(0, canvas.height * 0.6) };
    dots.push(circle(at, random.between(1.5, 4), `fill="${palette.line}" fill-opacity=".55"`));
  }
  return (
    `<defs>${verticalGradient("ground", palette.background)}${glowGradient("glow", palette.accent, 0.55)}</defs>` +
    rectangle(0, 0, canvas.width, canvas.height, `fill="url(#ground)"`) +
    dots.join("") +
    circle(disc, radius * 2.6, `fill="url(#glow)"`) +
    orbits.join("") +
    circle(disc, radius, `fill="${palette.accent}"`) +
    moons.join("") +
    ribbons.join("") +
    drawSheaf(canvas, upper, lower, palette)
  );
}
