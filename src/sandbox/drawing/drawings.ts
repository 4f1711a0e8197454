import type { Palette } from "./palettes.ts";

/** The side of the square that each drawing fills; a picture of another shape shows its middle. */
export const sidePx = 1000;

export const scenes = ["house", "landscape", "network", "waves"] as const;
export type Scene = (typeof scenes)[number];

/** A drawing in the colours of a palette: SVG elements that use no font and nothing from outside. */
type Drawing = (palette: Palette, random: () => number) => string;

function ground({ sky: [top, bottom] }: Palette): string {
  return (
    `<linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/>` +
    `<stop offset=".75" stop-color="${bottom}"/></linearGradient><path fill="url(#sky)" d="M0 0h1000v1000H0z"/>`
  );
}

function sun({ light }: Palette, random: () => number): string {
  const at = `cx="${whole(120 + 760 * random())}" cy="${whole(190 + 110 * random())}"`;
  return `<g fill="${light}"><circle ${at} r="120" opacity=".25"/><circle ${at} r="62"/></g>`;
}

const cloud = "a38 38 0 0 1 62-34a56 56 0 0 1 104-6a44 44 0 0 1 66 40z" as const;

function clouds(random: () => number): string {
  const drawn = [0, 1, 2].map((index) => {
    const x = whole(index * 320 + 220 * random() - 40);
    return `<path opacity="${0.9 - 0.15 * index}" d="M${x} ${whole(250 + 170 * random())}${cloud}"/>`;
  });
  return `<g fill="#fff">${drawn.join("")}</g>`;
}

function birds({ tones }: Palette, random: () => number): string {
  const flock = Array.from({ length: 6 }, () => {
    const span = whole(14 + 12 * random());
    const lift = whole(span / 2);
    return `M${whole(260 + 480 * random())} ${whole(230 + 130 * random())}q${lift}-${lift} ${span} 0q${lift}-${lift} ${span} 0`;
  });
  return `<path fill="none" stroke="${tones[3]}" stroke-width="4" stroke-linecap="round" d="${flock.join("")}"/>`;
}

function hills({ tones: [far, middle, near] }: Palette, random: () => number): string {
  const rise = whole(60 * random());
  return (
    `<path fill="${far}" d="M0 560L130 ${430 + rise}L250 540L390 ${400 + rise}L560 550L720 ${450 + rise}L860 545L1000 ${470 + rise}V1000H0z"/>` +
    `<path fill="${middle}" d="M0 ${590 + rise}Q260 ${500 + rise} 540 600T1000 ${560 + rise}V1000H0z"/>` +
    `<path fill="${near}" d="M0 720Q300 ${640 + rise} 620 715T1000 ${650 + rise}V1000H0z"/>`
  );
}

function tree({ tones: [, , near, deep] }: Palette, x: number, y: number, height: number): string {
  const size = height / 100;
  return (
    `<g transform="translate(${x} ${y}) scale(${size})"><path fill="#6b4a34" d="M-7 2Q-3-30-3-60H3Q3-30 7 2z"/>` +
    `<g fill="${deep}"><circle cx="-22" cy="-58" r="20"/><circle cx="22" cy="-56" r="19"/><circle cy="-78" r="25"/></g>` +
    `<g fill="${near}"><circle cx="-18" cy="-64" r="14"/><circle cx="14" cy="-66" r="13"/><circle cx="-4" cy="-86" r="17"/></g></g>`
  );
}

function meadow({ light, accent }: Palette, random: () => number): string {
  const flowers = Array.from({ length: 34 }, (_, index) => {
    const y = whole(790 + 200 * random());
    const fill = index % 3 === 0 ? accent : light;
    return `<circle cx="${whole(1000 * random())}" cy="${y}" r="${whole(y / 130)}" fill="${fill}"/>`;
  });
  return flowers.join("");
}

function windowAt(x: number, y: number): string {
  return (
    `<path fill="#8fc3df" stroke="#b9c6ce" stroke-width="6" d="M${x} ${y}h54v64h-54z"/>` +
    `<path stroke="#b9c6ce" stroke-width="4" d="M${x + 27} ${y}v64M${x} ${y + 32}h54"/>`
  );
}

function cottage({ accent }: Palette): string {
  return (
    `<path fill="#efe0bd" d="M452 770q-70 110-150 230h250q-60-120-70-230z"/>` +
    `<path fill="#a97f6c" d="M610 420h44v110h-44z"/>` +
    `<path fill="#fdfcf8" d="M360 770V600l107-110 107 110v170z"/><path fill="#dfe6ea" d="M574 600h190v170H574z"/>` +
    `<path fill="${accent}" d="M467 478h262l62 132H580z"/>` +
    `<path fill="none" stroke="${accent}" stroke-width="18" stroke-linecap="round" d="M348 612l119-122 119 122"/>` +
    `<path fill="${accent}" stroke="#b9c6ce" stroke-width="5" d="M436 770v-72a31 34 0 0 1 62 0v72z"/>` +
    `<circle cx="467" cy="578" r="20" fill="#8fc3df" stroke="#b9c6ce" stroke-width="5"/>` +
    windowAt(600, 650) +
    windowAt(684, 650)
  );
}

function drawLandscape(palette: Palette, random: () => number): string {
  const far = [0, 1, 2, 3].map((index) =>
    tree(palette, whole(90 + 240 * index + 90 * random()), 660, whole(90 + 50 * random())),
  );
  return (
    [ground, sun].map((draw) => draw(palette, random)).join("") +
    clouds(random) +
    [birds, hills].map((draw) => draw(palette, random)).join("") +
    far.join("") +
    tree(palette, whole(180 + 640 * random()), 840, whole(300 + 90 * random())) +
    meadow(palette, random)
  );
}

function drawHouse(palette: Palette, random: () => number): string {
  return (
    [ground, sun].map((draw) => draw(palette, random)).join("") +
    clouds(random) +
    [birds, hills].map((draw) => draw(palette, random)).join("") +
    tree(palette, whole(110 + 90 * random()), 700, 120) +
    cottage(palette) +
    tree(palette, whole(830 + 60 * random()), 800, whole(330 + 80 * random())) +
    meadow(palette, random)
  );
}

function drawNetwork(palette: Palette, random: () => number): string {
  const { light, tones, accent } = palette;
  const nodes = Array.from({ length: 49 }, (_, index) => ({
    x: whole((index % 7) * 160 + 100 * random() - 30),
    y: whole(Math.floor(index / 7) * 160 + 100 * random() - 30),
  }));
  const edges = nodes.flatMap((from, index) =>
    [1, 7, 8].flatMap((step) => {
      const to = nodes[index + step];
      const isNear = to !== undefined && Math.hypot(to.x - from.x, to.y - from.y) < 240;
      return isNear ? [`M${from.x} ${from.y}L${to.x} ${to.y}`] : [];
    }),
  );
  const dots = nodes.map(({ x, y }, index) => {
    const fill = index % 6 === 0 ? accent : (tones[index % 4] ?? accent);
    return `<circle cx="${x}" cy="${y}" r="${whole(6 + 16 * random())}" fill="${fill}"/>`;
  });
  return (
    `${ground(palette)}<path stroke="${light}" stroke-opacity=".35" stroke-width="3" d="${edges.join("")}"/>` +
    `${dots.join("")}<g fill="none" stroke="${accent}" stroke-width="3">` +
    [90, 130, 180].map((radius) => `<circle cx="500" cy="500" r="${radius}"/>`).join("") +
    `</g><path fill="${accent}" d="M425 440h150a30 30 0 0 1 30 30v60a30 30 0 0 1-30 30H490l-45 40v-40h-20a30 30 0 0 1-30-30v-60a30 30 0 0 1 30-30z"/>`
  );
}

function drawWaves(palette: Palette, random: () => number): string {
  const { light, tones, accent } = palette;
  const centre = `cx="${whole(280 + 440 * random())}" cy="${whole(280 + 120 * random())}"`;
  const rings = [190, 260, 340].map((radius) => `<circle ${centre} r="${radius}"/>`);
  const ribbons = tones.map((tone, index) => {
    const y = 560 + 105 * index;
    const lift = whole(150 * random() - 75);
    return `<path fill="${tone}" fill-opacity=".85" d="M0 ${y}C260 ${y - 110 + lift} 420 ${y + 120} 620 ${y + lift}S880 ${y - 70} 1000 ${y + 20}V1000H0z"/>`;
  });
  const lines = Array.from({ length: 18 }, (_, index) => {
    const y = 380 + 16 * index;
    return `M0 ${y + 90}C300 ${y - 170} 500 ${y + 260 - 18 * index} 1000 ${y - 60 + 14 * index}`;
  });
  return (
    `${ground(palette)}<g fill="none" stroke="${light}" stroke-opacity=".4" stroke-width="3">${rings.join("")}</g>` +
    `<circle ${centre} r="130" fill="${accent}"/>${ribbons.join("")}` +
    `<path fill="none" stroke="${light}" stroke-opacity=".45" stroke-width="2" d="${lines.join("")}"/>`
  );
}

/** Short numbers, the same on any machine. */
function whole(value: number): number {
  return Math.round(value);
}

export const drawings: Readonly<Record<Scene, Drawing>> = {
  house: drawHouse,
  landscape: drawLandscape,
  network: drawNetwork,
  waves: drawWaves,
};
