import { createHash } from "node:crypto";
import { drawLandscape } from "./landscape.ts";
import { drawMark } from "./lettering.ts";
import { drawNetwork } from "./network.ts";
import { abstractPalettes, blueSkyPalettes, otherSkyPalettes } from "./palette.ts";
import { createRandom } from "./random.ts";
import type { Canvas } from "./shapes.ts";
import { round } from "./shapes.ts";
import { drawWaves } from "./waves.ts";

export const scenes = ["house", "landscape", "network", "waves"] as const;
export type Scene = (typeof scenes)[number];

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
  return found?.[0] ?? createRandom(`scene ${prompt}`).pick(["landscape", "waves"]);
}

function pickInTurn<Item>(items: readonly [Item, ...Item[]], turn: number): Item {
  return items[turn % items.length] ?? items[0];
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
 * Draws the picture that a prompt asks for, as well as a sandbox can.
 *
 * @returns a whole SVG document that uses no font and nothing from outside; the same request gives
 * the same text
 */
export function drawScene(request: PictureRequest): string {
  const { prompt, index, widthPx, heightPx } = request;
  const shorter = Math.min(widthPx, heightPx);
  const canvas: Canvas = {
    width: (widthPx / shorter) * 1000,
    height: (heightPx / shorter) * 1000,
  };
  const offset = createHash("sha256").update(prompt, "utf8").digest().readUInt16LE(0);
  const turn = offset + index;
  const random = createRandom(`${index} ${prompt}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" ` +
    `viewBox="0 0 ${round(canvas.width)} ${round(canvas.height)}" preserveAspectRatio="none">` +
    `${drawContent()}${drawMark(canvas)}</svg>`
  );

  function drawContent(): string {
    const scene = request.scene ?? chooseScene(prompt);
    if (scene === "network") {
      return drawNetwork(canvas, pickInTurn(abstractPalettes, turn), turn, random);
    }
    if (scene === "waves") {
      return drawWaves(canvas, pickInTurn(abstractPalettes, turn), random);
    }
    const skies = blueSkyWords.test(plain(prompt))
      ? blueSkyPalettes
      : ([...blueSkyPalettes, ...otherSkyPalettes] as const);
    const palette = pickInTurn(skies, turn);
    return drawLandscape(canvas, { palette, house: scene === "house", variation: turn }, random);
  }
}
