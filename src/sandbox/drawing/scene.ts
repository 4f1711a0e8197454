import { createHash } from "node:crypto";
import { drawings, type Scene, sidePx } from "./drawings.ts";
import { drawMark } from "./lettering.ts";
import { clearDays, otherHours, type Palettes, plainGrounds } from "./palettes.ts";
import { createRandom } from "./random.ts";

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

/** What a prompt gets to see: by its words, otherwise by its hash. */
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
}

/**
 * Draws the picture that a prompt asks for, as well as a sandbox can. Neighbours take turns with the
 * palettes, and every second one is a mirror image.
 *
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
    `${drawMark(widthPx, heightPx)}</svg>`
  );
}
