/** The colors of one landscape, made to go together. */
export interface LandscapePalette {
  /** From the zenith to the horizon. */
  readonly sky: readonly [string, string, string];
  readonly sun: string;
  readonly cloud: string;
  readonly cloudShade: string;
  /** Hills from the farthest to the nearest. */
  readonly hills: readonly [string, string, string, string, string];
  /** Crowns of trees: shade, middle, light. */
  readonly foliage: readonly [string, string, string];
  readonly flowers: readonly [string, string];
  readonly birds: string;
}

/** Clear days: what a prompt that asks for a blue sky gets. */
export const blueSkyPalettes: readonly [LandscapePalette, ...LandscapePalette[]] = [
  {
    sky: ["#2f80c8", "#7dbbe6", "#dff1f7"],
    sun: "#fff3c4",
    cloud: "#ffffff",
    cloudShade: "#d5e6f2",
    hills: ["#a9cbd9", "#86b7a9", "#7fb77a", "#69a75c", "#4f9150"],
    foliage: ["#2f6b43", "#418a50", "#66ab5e"],
    flowers: ["#f7d154", "#ffffff"],
    birds: "#2b4a63",
  },
  {
    sky: ["#1f6fb5", "#5aa9dd", "#c9e9f5"],
    sun: "#ffe9a8",
    cloud: "#ffffff",
    cloudShade: "#c7dff0",
    hills: ["#93b9cf", "#7aaab0", "#9dbf6b", "#84ad56", "#6b9a4a"],
    foliage: ["#3d6b35", "#578a3f", "#85ad4e"],
    flowers: ["#e8604c", "#ffe7a3"],
    birds: "#23435c",
  },
  {
    sky: ["#4a97d6", "#9ccdee", "#fbe9d2"],
    sun: "#ffdf9e",
    cloud: "#fffdf8",
    cloudShade: "#e6dbe0",
    hills: ["#b8c6de", "#9bb5bd", "#b4c079", "#98ab5f", "#7d964d"],
    foliage: ["#55702f", "#738d3b", "#a3ae52"],
    flowers: ["#e58a3c", "#fff4dc"],
    birds: "#38506b",
  },
  {
    sky: ["#2789bd", "#72c3dd", "#e3f6ee"],
    sun: "#fff6d0",
    cloud: "#ffffff",
    cloudShade: "#cfe8ea",
    hills: ["#9fd0d4", "#77b8ab", "#5fae8b", "#4a9a75", "#388463"],
    foliage: ["#1f5d4c", "#2f7a5c", "#57a078"],
    flowers: ["#f3a6b8", "#ffffff"],
    birds: "#1f4a5c",
  },
  {
    sky: ["#3c74c4", "#86aee6", "#e9e6f7"],
    sun: "#fff0cf",
    cloud: "#ffffff",
    cloudShade: "#d6d9ef",
    hills: ["#b1b9e0", "#94a8c6", "#8cb58d", "#74a271", "#5b8d5c"],
    foliage: ["#3a6048", "#527f56", "#84a767"],
    flowers: ["#a989d6", "#f6e3ff"],
    birds: "#33456f",
  },
];

/** Other hours of the day, for prompts that do not say what the sky is like. */
export const otherSkyPalettes: readonly [LandscapePalette, ...LandscapePalette[]] = [
  {
    sky: ["#3b3c77", "#b76a8c", "#fbc49a"],
    sun: "#ffe3a3",
    cloud: "#f7c2b4",
    cloudShade: "#b97f99",
    hills: ["#8c6d95", "#6f5b86", "#574f77", "#433f66", "#312f53"],
    foliage: ["#25254a", "#33335c", "#464570"],
    flowers: ["#f2a477", "#f6d2b0"],
    birds: "#2a2548",
  },
  {
    sky: ["#5c8fb0", "#c9d9c9", "#fbe6b3"],
    sun: "#fffbe2",
    cloud: "#fff6e2",
    cloudShade: "#dcd6c3",
    hills: ["#a8b8ac", "#8ea38e", "#b6a662", "#9c8c4c", "#7f733d"],
    foliage: ["#59592c", "#7b7536", "#a89a49"],
    flowers: ["#d8703d", "#f6d98c"],
    birds: "#434c48",
  },
];

/** The colors of one abstract picture. */
export interface AbstractPalette {
  readonly background: readonly [string, string, string];
  /** From the quietest to the brightest. */
  readonly tones: readonly [string, string, string, string];
  readonly accent: string;
  readonly line: string;
}

export const abstractPalettes: readonly [AbstractPalette, ...AbstractPalette[]] = [
  {
    background: ["#071a2c", "#0d2f45", "#11544f"],
    tones: ["#14606b", "#1f8f86", "#4cc3a5", "#a6ecc8"],
    accent: "#ffd27a",
    line: "#8fe0d0",
  },
  {
    background: ["#1a1236", "#35205c", "#6d3470"],
    tones: ["#57388c", "#8a4fa8", "#d06ba0", "#f7b0a3"],
    accent: "#ffe3a0",
    line: "#e6b8ea",
  },
  {
    background: ["#f6efe3", "#f2dfcb", "#e9c6ae"],
    tones: ["#e3a98b", "#cf7a63", "#8d5a6e", "#3d4a6b"],
    accent: "#2f7f86",
    line: "#59607f",
  },
  {
    background: ["#0b1430", "#16306b", "#2d63b8"],
    tones: ["#2450a0", "#3f7fd0", "#76b7ee", "#cdeaff"],
    accent: "#ff9e6d",
    line: "#a9d2ff",
  },
  {
    background: ["#eef4f1", "#d7e8e2", "#b4d3cf"],
    tones: ["#93c1bd", "#5b9ba0", "#38707f", "#24445c"],
    accent: "#e2703f",
    line: "#3f6f7e",
  },
];
