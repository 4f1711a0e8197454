import { scenes, type Scene } from "./drawing/drawings.ts";
import type { Language } from "./language.ts";

/** Begins what a drawn picture says about itself in its metadata; the scene's name follows. */
export const sceneMark = "prelo-sandbox-scene:";

type Sentences = Readonly<Record<Scene | "unknown", string>>;

const sentences: Readonly<Record<Language, Sentences>> = {
  pt: {
    house:
      "Casa de paredes claras e telhado colorido entre árvores e colinas, sob um céu com nuvens.",
    landscape: "Paisagem de colinas com árvores sob um céu com nuvens e pássaros.",
    network: "Desenho abstrato de pontos ligados por linhas, como uma rede.",
    waves: "Desenho abstrato de ondas sobrepostas em tons suaves.",
    unknown: "Uma figura que o sandbox não desenhou e por isso não sabe descrever.",
  },
  en: {
    house:
      "A house with light walls and a coloured roof among trees and hills, under a cloudy sky.",
    landscape: "A landscape of hills with trees, under a sky with clouds and birds.",
    network: "An abstract drawing of dots joined by lines, like a network.",
    waves: "An abstract drawing of overlapping waves in soft tones.",
    unknown: "A picture that the sandbox did not draw and therefore cannot describe.",
  },
  es: {
    house:
      "Casa de paredes claras y tejado de color entre árboles y colinas, bajo un cielo con nubes.",
    landscape: "Paisaje de colinas con árboles bajo un cielo con nubes y pájaros.",
    network: "Dibujo abstracto de puntos unidos por líneas, como una red.",
    waves: "Dibujo abstracto de ondas superpuestas en tonos suaves.",
    unknown: "Una figura que el sandbox no dibujó y por eso no sabe describir.",
  },
};

/**
 * Says in one sentence what a picture of the sandbox's own shows: it stands in its metadata.
 *
 * @param url a `data:` URL; nothing is fetched from any other
 */
export function describePicture(url: string, language: Language): string {
  const [head = "", data = ""] = url.split(",", 2);
  const bytes = /^data:image\/[a-z]+;base64$/.test(head) ? Buffer.from(data, "base64") : "";
  const scene = scenes.find((name) => bytes.includes(`${sceneMark}${name};`));
  return describeScene(scene ?? "unknown", language);
}

/** One sentence about what is drawn. */
export function describeScene(scene: Scene | "unknown", language: Language): string {
  return sentences[language][scene];
}
