import type { AbstractPalette } from "./palette.ts";
import type { SeededRandom } from "./random.ts";
import type { Canvas, Point } from "./shapes.ts";
import { circle, glowGradient, path, rectangle, round, verticalGradient } from "./shapes.ts";

const spacing = 150;

/** Nodes on a shaken grid, so that they neither cluster nor line up. */
function scatterNodes(canvas: Canvas, random: SeededRandom): Point[] {
  const nodes: Point[] = [];
  for (let y = spacing * 0.3; y < canvas.height + spacing * 0.3; y += spacing) {
    for (let x = spacing * 0.3; x < canvas.width + spacing * 0.3; x += spacing) {
      nodes.push({
        x: x + random.between(-0.38, 0.38) * spacing,
        y: y + random.between(-0.38, 0.38) * spacing,
      });
    }
  }
  return nodes;
}

function drawEdges(nodes: readonly Point[], palette: AbstractPalette): string {
  const lines: string[] = [];
  for (const [index, from] of nodes.entries()) {
    const nearest = nodes
      .slice(index + 1)
      .map((to) => ({ to, distance: Math.hypot(to.x - from.x, to.y - from.y) }))
      .filter(({ distance }) => distance < spacing * 1.35)
      .toSorted((one, other) => one.distance - other.distance)
      .slice(0, 3);
    for (const { to } of nearest) {
      lines.push(`M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}`);
    }
  }
  return path(
    lines.join(""),
    `fill="none" stroke="${palette.line}" stroke-opacity=".3" stroke-width="2"`,
  );
}

function drawNodes(
  nodes: readonly Point[],
  palette: AbstractPalette,
  random: SeededRandom,
): string {
  return nodes
    .map((node) => {
      const radius = random.between(4, 13);
      const fill = random.chance(0.14) ? palette.accent : random.pick(palette.tones);
      const halo = radius > 9 ? circle(node, radius * 2.3, `fill="${fill}" fill-opacity=".2"`) : "";
      return halo + circle(node, radius, `fill="${fill}"`);
    })
    .join("");
}

/** A speech bubble with lines of text. */
function drawBubble(middle: Point, palette: AbstractPalette, random: SeededRandom): string {
  const left = middle.x - 150;
  const top = middle.y - 112;
  const lines = [0, 1, 2].map((index) =>
    rectangle(
      left + 46,
      top + 50 + index * 40,
      random.between(110, 205),
      16,
      `rx="8" fill="${index === 2 ? palette.accent : palette.tones[2]}"`,
    ),
  );
  return (
    path(
      `M${round(left + 40)} ${round(top)}h220a40 40 0 0 1 40 40v130a40 40 0 0 1-40 40h-120l-62 56v-56h-38a40 40 0 0 1-40-40v-130a40 40 0 0 1 40-40z`,
      `fill="#fff"`,
    ) + lines.join("")
  );
}

/** A window with a prompt and lines of code. */
function drawTerminal(middle: Point, palette: AbstractPalette, random: SeededRandom): string {
  const left = middle.x - 175;
  const top = middle.y - 125;
  const lights = [palette.accent, palette.tones[2], palette.tones[1]].map((fill, index) =>
    circle({ x: left + 30 + index * 26, y: top + 27 }, 8, `fill="${fill}"`),
  );
  const lines = [0, 1, 2, 3].map((index) =>
    rectangle(
      left + 82 + (index % 2) * 30,
      top + 84 + index * 38,
      random.between(90, 200),
      13,
      `rx="6.5" fill="${index === 1 ? palette.accent : palette.tones[1]}"`,
    ),
  );
  return (
    rectangle(left, top, 350, 250, `rx="22" fill="#fff"`) +
    path(
      `M${round(left)} ${round(top + 54)}h350`,
      `stroke="${palette.tones[1]}" stroke-opacity=".35" stroke-width="3"`,
    ) +
    lights.join("") +
    path(
      `M${round(left + 34)} ${round(top + 80)}l16 12-16 12`,
      `fill="none" stroke="${palette.tones[1]}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"`,
    ) +
    lines.join("")
  );
}

/** A chip with its pins. */
function drawChip(middle: Point, palette: AbstractPalette): string {
  const pins: string[] = [];
  for (const at of [-72, -24, 24, 72]) {
    pins.push(
      `M${round(middle.x + at)} ${round(middle.y - 190)}v380`,
      `M${round(middle.x - 190)} ${round(middle.y + at)}h380`,
    );
  }
  const star = `M${round(middle.x)} ${round(middle.y - 78)}q12 66 78 78q-66 12-78 78q-12-66-78-78q66-12 78-78z`;
  return (
    path(pins.join(""), `stroke="${palette.accent}" stroke-width="10" stroke-linecap="round"`) +
    rectangle(middle.x - 135, middle.y - 135, 270, 270, `rx="34" fill="#fff"`) +
    path(star, `fill="${palette.tones[1]}"`)
  );
}

const motifs = [drawBubble, drawTerminal, drawChip] as const;

/**
 * A net of nodes around one motif of conversation and machines.
 *
 * @param variation which motif; neighbours differ
 */
export function drawNetwork(
  canvas: Canvas,
  palette: AbstractPalette,
  variation: number,
  random: SeededRandom,
): string {
  const heart = {
    x: canvas.width * random.between(0.42, 0.58),
    y: canvas.height * random.between(0.42, 0.54),
  };
  const nodes = scatterNodes(canvas, random);
  const outside = nodes.filter((node) => Math.hypot(node.x - heart.x, node.y - heart.y) > 265);
  const spokes = outside
    .filter((node) => Math.hypot(node.x - heart.x, node.y - heart.y) < 400)
    .map((node) => `M${round(heart.x)} ${round(heart.y)}L${round(node.x)} ${round(node.y)}`);
  const rings = [250, 330, 430].map((radius, index) =>
    circle(
      heart,
      radius,
      `fill="none" stroke="${palette.line}" stroke-opacity="${round(0.5 - index * 0.1)}" stroke-width="${index === 0 ? 3 : 2}" stroke-dasharray="${random.pick(["2 14", "60 18", "4 10", "120 26"])}" stroke-linecap="round"`,
    ),
  );
  const motif = motifs[variation % motifs.length] ?? drawBubble;
  return (
    `<defs>${verticalGradient("ground", palette.background)}${glowGradient("glow", palette.tones[1], 0.75)}</defs>` +
    rectangle(0, 0, canvas.width, canvas.height, `fill="url(#ground)"`) +
    circle(heart, 560, `fill="url(#glow)"`) +
    drawEdges(outside, palette) +
    path(spokes.join(""), `stroke="${palette.line}" stroke-opacity=".5" stroke-width="2.5"`) +
    rings.join("") +
    drawNodes(outside, palette, random) +
    motif(heart, palette, random)
  );
}
