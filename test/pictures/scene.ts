import sharp from "sharp";
import type { Sharp } from "sharp";

/** Pixels made without any decoder, so that they can vouch for one. */
export interface Scene {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/**
 * A colourful scene that is different in each corner (so that a wrong turn shows), with an edge,
 * a soft gradient, and strong colours (so that a wrong profile shows).
 */
export function makeScene(width: number, height: number, options: { alpha?: boolean } = {}): Scene {
  const channels = options.alpha === true ? 4 : 3;
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [(x + 0.5) / width, (y + 0.5) / height];
      const inside = (u - 0.3) ** 2 + (v - 0.35) ** 2 < 0.04;
      const at = (y * width + x) * channels;
      data[at] = inside ? 230 : 40 + 170 * u;
      data[at + 1] = inside ? 60 : 50 + 150 * v;
      data[at + 2] = inside ? 40 : 190 - 140 * u * v;
      if (channels === 4) {
        data[at + 3] = u > 0.6 ? 0 : 255;
      }
    }
  }
  return { data, width, height, channels };
}

export function open({ data, width, height, channels }: Scene): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

/** Stores a scene the way EXIF defines an orientation: what is shown of it is the scene again. */
export function storeTurned(scene: Scene, orientation: number): Scene {
  const { width, height, channels } = scene;
  const turned = orientation >= 5;
  const [storedWidth, storedHeight] = turned ? [height, width] : [width, height];
  const data = Buffer.alloc(scene.data.length);
  const [lastX, lastY] = [width - 1, height - 1];
  for (let row = 0; row < storedHeight; row += 1) {
    for (let column = 0; column < storedWidth; column += 1) {
      // Of each orientation, the place in the upright scene: [x, y].
      const places = [
        [column, row],
        [lastX - column, row],
        [lastX - column, lastY - row],
        [column, lastY - row],
        [row, column],
        [lastX - row, column],
        [lastX - row, lastY - column],
        [row, lastY - column],
      ];
      const [x, y] = places[orientation - 1] as [number, number];
      const from = (y * width + x) * channels;
      scene.data.copy(data, (row * storedWidth + column) * channels, from, from + channels);
    }
  }
  return { data, width: storedWidth, height: storedHeight, channels };
}

/** Three frames, each the scene with its colours turned a step further. */
export function makeFrames(width: number, height: number): { frames: Scene[]; strip: Sharp } {
  const first = makeScene(width, height);
  const frames = [0, 1, 2].map((step): Scene => {
    const data = first.data.map((value, index) => (index % 3 === step ? 255 - value : value));
    return { data: Buffer.from(data), width, height, channels: 3 };
  });
  const data = Buffer.concat(frames.map((frame) => frame.data));
  const raw = { width, height: height * frames.length, channels: 3 as const, pageHeight: height };
  return { frames, strip: sharp(data, { raw }) };
}
