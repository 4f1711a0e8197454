/** The colours of one drawing, made to go together: a drawing takes what it needs of them. */
interface Palette {
  /** From the top of the picture to its horizon, or the two ends of a plain ground. */
  readonly sky: readonly [string, string];
  readonly light: string;
  /** From the farthest to the nearest. */
  readonly tones: readonly [string, string, string, string];
  readonly accent: string;
}

/** At least one. */
export type Palettes = readonly [Palette, ...Palette[]];

/** Each row: the two colours of the sky, the light, the four tones, the accent. */
function toPalettes(...[first, ...others]: [string, ...string[]]): Palettes {
  return [toPalette(first), ...others.map(toPalette)];
}

function toPalette(row: string): Palette {
  const [top = "", low = "", light = "", far = "", middle = "", near = "", deep = "", accent = ""] =
    row.split(" ");
  return { sky: [top, low], light, tones: [far, middle, near, deep], accent };
}

/** Clear days: for a prompt that asks for a blue sky. */
export const clearDays = toPalettes(
  "#2f80c8 #dff1f7 #fff3c4 #a9cbd9 #7fb77a #4f9150 #2f6b43 #c4553f",
  "#1f6fb5 #c9e9f5 #ffe9a8 #93b9cf #9dbf6b #6b9a4a #3d6b35 #5b6b7d",
  "#4a97d6 #fbe9d2 #ffdf9e #b8c6de #b4c079 #7d964d #55702f #b8703a",
  "#2789bd #e3f6ee #fff6d0 #9fd0d4 #5fae8b #388463 #1f5d4c #8a4a4f",
  "#3c74c4 #e9e6f7 #fff0cf #b1b9e0 #8cb58d #5b8d5c #3a6048 #4d7186",
);

/** Other hours, for prompts that do not say what the sky is like. */
export const otherHours = toPalettes(
  "#3b3c77 #fbc49a #ffe3a3 #8c6d95 #574f77 #312f53 #25254a #d8703d",
  "#5c8fb0 #fbe6b3 #fffbe2 #a8b8ac #b6a662 #7f733d #59592c #a2422f",
);

/** For pictures that show no place. */
export const plainGrounds = toPalettes(
  "#071a2c #11544f #8fe0d0 #14606b #1f8f86 #4cc3a5 #a6ecc8 #ffd27a",
  "#1a1236 #6d3470 #e6b8ea #57388c #8a4fa8 #d06ba0 #f7b0a3 #ffe3a0",
  "#f6efe3 #e9c6ae #59607f #e3a98b #cf7a63 #8d5a6e #3d4a6b #2f7f86",
  "#0b1430 #2d63b8 #a9d2ff #2450a0 #3f7fd0 #76b7ee #cdeaff #ff9e6d",
  "#eef4f1 #b4d3cf #3f6f7e #93c1bd #5b9ba0 #38707f #24445c #e2703f",
);

/** The side of the square that each drawing fills; a picture of another shape shows its middle. */
export const sidePx = 1000;

/** What a picture's metadata says before the name of its scene. */
export const sceneMark = "prelo-sandbox-scene:";

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

function clouds(_: Palette, random: () => number): string {
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

function country(palette: Palette, random: () => number): string {
  return [ground, sun, clouds, birds, hills].map((draw) => draw(palette, random)).join("");
}

function drawLandscape(palette: Palette, random: () => number): string {
  const far = [0, 1, 2, 3].map((index) =>
    tree(palette, whole(90 + 240 * index + 90 * random()), 660, whole(90 + 50 * random())),
  );
  return (
    country(palette, random) +
    far.join("") +
    tree(palette, whole(180 + 640 * random()), 840, whole(300 + 90 * random())) +
    meadow(palette, random)
  );
}

function drawHouse(palette: Palette, random: () => number): string {
  return (
    country(palette, random) +
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
