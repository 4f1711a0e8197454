/** The colours of one drawing, made to go together: a drawing takes what it needs of them. */
export interface Palette {
  /** From the top of the picture to its horizon, or the two ends of a plain ground. */
  readonly sky: readonly [string, string];
  readonly light: string;
  /** From what is farthest to what is nearest. */
  readonly tones: readonly [string, string, string, string];
  readonly accent: string;
}

export type Palettes = readonly [Palette, ...Palette[]];

/** Clear days: what a prompt that asks for a blue sky gets. */
export const clearDays: Palettes = [
  {
    sky: ["#2f80c8", "#dff1f7"],
    light: "#fff3c4",
    tones: ["#a9cbd9", "#7fb77a", "#4f9150", "#2f6b43"],
    accent: "#c4553f",
  },
  {
    sky: ["#1f6fb5", "#c9e9f5"],
    light: "#ffe9a8",
    tones: ["#93b9cf", "#9dbf6b", "#6b9a4a", "#3d6b35"],
    accent: "#5b6b7d",
  },
  {
    sky: ["#4a97d6", "#fbe9d2"],
    light: "#ffdf9e",
    tones: ["#b8c6de", "#b4c079", "#7d964d", "#55702f"],
    accent: "#b8703a",
  },
  {
    sky: ["#2789bd", "#e3f6ee"],
    light: "#fff6d0",
    tones: ["#9fd0d4", "#5fae8b", "#388463", "#1f5d4c"],
    accent: "#8a4a4f",
  },
  {
    sky: ["#3c74c4", "#e9e6f7"],
    light: "#fff0cf",
    tones: ["#b1b9e0", "#8cb58d", "#5b8d5c", "#3a6048"],
    accent: "#4d7186",
  },
];

/** Other hours, for prompts that do not say what the sky is like. */
export const otherHours: Palettes = [
  {
    sky: ["#3b3c77", "#fbc49a"],
    light: "#ffe3a3",
    tones: ["#8c6d95", "#574f77", "#312f53", "#25254a"],
    accent: "#d8703d",
  },
  {
    sky: ["#5c8fb0", "#fbe6b3"],
    light: "#fffbe2",
    tones: ["#a8b8ac", "#b6a662", "#7f733d", "#59592c"],
    accent: "#a2422f",
  },
];

/** For pictures that show no place. */
export const plainGrounds: Palettes = [
  {
    sky: ["#071a2c", "#11544f"],
    light: "#8fe0d0",
    tones: ["#14606b", "#1f8f86", "#4cc3a5", "#a6ecc8"],
    accent: "#ffd27a",
  },
  {
    sky: ["#1a1236", "#6d3470"],
    light: "#e6b8ea",
    tones: ["#57388c", "#8a4fa8", "#d06ba0", "#f7b0a3"],
    accent: "#ffe3a0",
  },
  {
    sky: ["#f6efe3", "#e9c6ae"],
    light: "#59607f",
    tones: ["#e3a98b", "#cf7a63", "#8d5a6e", "#3d4a6b"],
    accent: "#2f7f86",
  },
  {
    sky: ["#0b1430", "#2d63b8"],
    light: "#a9d2ff",
    tones: ["#2450a0", "#3f7fd0", "#76b7ee", "#cdeaff"],
    accent: "#ff9e6d",
  },
  {
    sky: ["#eef4f1", "#b4d3cf"],
    light: "#3f6f7e",
    tones: ["#93c1bd", "#5b9ba0", "#38707f", "#24445c"],
    accent: "#e2703f",
  },
];
