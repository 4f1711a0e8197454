import { createHash } from "node:crypto";
import type { Sharp } from "sharp";
import {
  clearDays,
  drawings,
  otherHours,
  type Palettes,
  plainGrounds,
  type Scene,
  sceneMark,
  sidePx,
} from "./drawings.ts";

const range = 2 ** 32;

/**
 * A source of numbers from 0 to below 1 that is the same for the same seed, on any machine: sfc32
 * (Chris Doty-Humphrey's small fast counter) over the seed's SHA-256.
 */
export function createRandom(seed: string): () => number {
  const digest = createHash("sha256").update(seed, "utf8").digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = digest.readUInt32LE(12);
  return () => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / range;
  };
}

/** Words of Portuguese, English and Spanish, without accents; the first list that fits decides. */
const sceneWords: readonly (readonly [Scene, RegExp])[] = [
  ["house", /\b(?:casas?|casinha|chale|houses?|cottages?|cabins?|homes?)\b/],
  ["waves", /\b(?:papel de parede|wallpapers?|fondo de pantalla|ondas?|waves?|abstra[a-z]*)\b/],
  [
    "network",
    /\b(?:openai|chatgpt|gpt|ia|ai|api|tecnolog[a-z]*|technolog[a-z]*|redes?|networks?|robos?|robots?|computador(?:es)?|computers?|dados|datos|data|codigo|code)\b/,
  ],
  [
    "landscape",
    /\b(?:paisagem|paisaje|landscapes?|montanhas?|montanas?|mountains?|ceu|cielo|sky|arvores?|arbol(?:es)?|trees?|campos?|fields?|jardim|jardin|gardens?|floresta|bosque|forest)\b/,
  ],
];
const blueSkyWords = /\b(?:ceu azul|cielo azul|blue sky)\b/;

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase();
}

/** Chooses what to draw: by the prompt's words, otherwise by its hash. */
export function chooseScene(prompt: string): Scene {
  const words = plain(prompt);
  const found = sceneWords.find(([, pattern]) => pattern.test(words));
  return found?.[0] ?? (createRandom(`scene ${prompt}`)() < 0.5 ? "landscape" : "waves");
}

function palettesFor(scene: Scene, prompt: string): Palettes {
  if (scene === "network" || scene === "waves") {
    return plainGrounds;
  }
  return blueSkyWords.test(plain(prompt)) ? clearDays : [...clearDays, ...otherHours];
}

export interface PictureRequest {
  readonly prompt: string;
  /** The picture's place among those of one request, from 0. */
  readonly index: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** What to draw. Unset: the prompt's words decide. */
  readonly scene?: Scene;
  /** A picture that the request gave along, as a `data:` address: shown small in a corner. */
  readonly inset?: string;
}

/**
 * Draws the picture that a prompt asks for, as well as a sandbox can. Neighbours take turns with the
 * palettes, and every second one is a mirror image.
 * @returns a whole SVG document that uses no font and nothing from outside; the same request gives
 * the same text
 */
export function drawScene(request: PictureRequest): string {
  const { prompt, index, widthPx, heightPx } = request;
  const scene = request.scene ?? chooseScene(prompt);
  const palettes = palettesFor(scene, prompt);
  const turn = createHash("sha256").update(prompt, "utf8").digest().readUInt16LE(0) + index;
  const palette = palettes[turn % palettes.length] ?? palettes[0];
  const mirror = turn % 2 === 0 ? "" : ` transform="translate(${sidePx} 0) scale(-1 1)"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
    `<svg viewBox="0 0 ${sidePx} ${sidePx}" preserveAspectRatio="xMidYMid slice"><g${mirror}>` +
    `${drawings[scene](palette, createRandom(`${index} ${prompt}`))}</g></svg>` +
    `${drawInset(request)}${drawMark(widthPx, heightPx)}</svg>`
  );
}

/** The picture that was given along, like a photograph pinned into the lower left corner. */
function drawInset({ inset, widthPx, heightPx }: PictureRequest): string {
  if (inset === undefined) {
    return "";
  }
  const scale = Math.min(widthPx, heightPx) / 1000;
  return (
    `<g transform="translate(0 ${heightPx}) scale(${scale}) translate(40 -280) rotate(-3 120 120)">` +
    `<rect width="240" height="240" rx="6" fill="#fff"/>` +
    `<image x="12" y="12" width="216" height="216" href="${inset}"/></g>`
  );
}

/**
 * The letters of the mark as strokes, so that no installed font changes the bytes. The top of a
 * small letter is y 0, its foot y 10; ascenders reach up to −6.5; each letter is about 9 wide.
 */
const strokes: Readonly<Record<string, string>> = {
  s: "M8.4 1.9C7.5.6 6.2 0 4.6 0 2.4 0 .8 1 .8 2.7.8 6.3 8.8 3.9 8.8 7.3 8.8 9 7 10 4.8 10 3 10 1.4 9.3.4 8",
  a: "M9 0V10M9 5A4.3 5 0 1 1 .4 5A4.3 5 0 1 1 9 5",
  n: "M.8 0V10M.8 4.2C.8 1.6 2.6 0 4.9 0 7.4 0 8.8 1.6 8.8 4.2V10",
  d: "M9-6.5V10M9 5A4.3 5 0 1 1 .4 5A4.3 5 0 1 1 9 5",
  b: "M.6-6.5V10M.6 5A4.3 5 0 1 1 9.2 5A4.3 5 0 1 1 .6 5",
  o: "M.4 5A4.4 5 0 1 1 9.2 5A4.4 5 0 1 1 .4 5",
  x: "M.8 0L8.6 10M8.6 0L.8 10",
};
const advance = 13.2;
const mark = "sandbox";

/**
 * Writes "sandbox" small into the lower right corner, on a translucent plate that keeps it
 * readable over any picture.
 */
function drawMark(widthPx: number, heightPx: number): string {
  const letters = Array.from(
    mark,
    (letter, index) =>
      `<path transform="translate(${Math.round(index * advance)})" d="${strokes[letter] ?? ""}"/>`,
  );
  // The plate takes 200 by 70 thousandths of the shorter side, its margin included.
  const scale = Math.min(widthPx, heightPx) / 1000;
  return (
    `<g transform="translate(${widthPx} ${heightPx}) scale(${scale}) translate(-200 -70)">` +
    `<rect width="178" height="48" rx="24" fill="#10202e" fill-opacity=".42"/>` +
    `<g transform="translate(18 21) scale(1.55)" fill="none" stroke="#fff" stroke-opacity=".92" ` +
    `stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${letters.join("")}</g></g>`
  );
}

export const pictureFormats = ["png", "jpeg", "webp"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export interface RenderOptions extends PictureRequest {
  readonly format: PictureFormat;
  /** 0 to 100, as `output_compression` of the API; for jpeg and webp. */
  readonly quality?: number;
}

type Encode = (picture: Sharp, quality: number) => Sharp;
const encoders: Readonly<Record<PictureFormat, Encode>> = {
  png: (picture) => picture.png({ compressionLevel: 3, adaptiveFiltering: false }),
  jpeg: (picture, quality) => picture.jpeg({ quality }),
  webp: (picture, quality) => picture.webp({ quality, effort: 1 }),
};

/**
 * Draws and encodes a picture. sharp is loaded here, on the first picture, since it is heavy.
 * @returns the file's bytes; the same options give the same bytes with the same sharp
 */
export async function renderPicture(options: RenderOptions): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  const picture = sharp(Buffer.from(drawScene(options)), { density: 72 }).removeAlpha();
  // The API's 0 is the encoders' 1.
  const quality = Math.max(1, options.quality ?? 90);
  const scene = options.scene ?? chooseScene(options.prompt);
  // So that the sandbox can say what it drew when it is shown the picture.
  return encoders[options.format](picture, quality)
    .withExif({ IFD0: { ImageDescription: `${sceneMark}${scene};` } })
    .toBuffer();
}
