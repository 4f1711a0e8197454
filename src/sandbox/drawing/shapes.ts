/** The drawing surface in its own units: the shorter side is 1000 of them. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A number as SVG text with at most one decimal: short, and the same on any machine. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A closed polygon. */
export function polygon(points: readonly Point[], attributes: string): string {
  const list = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ");
  return `<polygon points="${list}" ${attributes}/>`;
}

export function rectangle(
  x: number,
  y: number,
  width: number,
  height: number,
  attributes: string,
): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${attributes}/>`;
}

export function circle(center: Point, radius: number, attributes: string): string {
  return `<circle cx="${round(center.x)}" cy="${round(center.y)}" r="${round(radius)}" ${attributes}/>`;
}

export function path(data: string, attributes: string): string {
  return `<path d="${data}" ${attributes}/>`;
}

/**
 * A smooth open curve through the points (Catmull-Rom, written as cubic Béziers).
 *
 * @returns SVG path data that begins with `M`; empty for no points
 */
export function smoothCurve(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) {
    return "";
  }
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from !== undefined) {
      const before = points[index - 2] ?? from;
      const after = points[index + 1] ?? to;
      const leave = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 };
      const arrive = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 };
      parts.push(
        `C${round(leave.x)} ${round(leave.y)} ${round(arrive.x)} ${round(arrive.y)} ${round(to.x)} ${round(to.y)}`,
      );
    }
  }
  return parts.join("");
}

/**
 * A gradient from top to bottom, for `<defs>`.
 *
 * @param id the name that `fill="url(#id)"` uses
 * @param colors at least two, spread evenly
 * @param end where the last color is reached, as a share of the height
 */
export function verticalGradient(id: string, colors: readonly string[], end = 1): string {
  const last = Math.max(1, colors.length - 1);
  const stops = colors.map(
    (color, index) => `<stop offset="${round((index / last) * 100)}%" stop-color="${color}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="${end}">${stops.join("")}</linearGradient>`;
}

/** A glow that fades from the color in its middle to nothing, for `<defs>`. */
export function glowGradient(id: string, color: string, opacity: number): string {
  return (
    `<radialGradient id="${id}"><stop offset="0" stop-color="${color}" stop-opacity="${opacity}"/>` +
    `<stop offset="100%" stop-color="${color}" stop-opacity="0"/></radialGradient>`
  );
}
