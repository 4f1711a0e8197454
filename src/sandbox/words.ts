import { type Scene, sceneMark, scenes } from "./drawings.ts";

const languages = ["pt", "en", "es"] as const;
export type Language = (typeof languages)[number];

/** What the sandbox writes by itself, and by what it knows a language. */
interface Words {
  /** Frequent words that hardly occur in the other two languages. */
  readonly frequent: ReadonlySet<string>;
  /** An instruction with the language's name asks for it. */
  readonly name: RegExp;
  /** Before and after the prompt that a placeholder quotes. */
  readonly placeholder: readonly [string, string];
  /** Before the list of what came with a prompt. */
  readonly given: string;
  /** What a drawing shows. */
  readonly scenes: Readonly<Record<Scene | "unknown", string>>;
}

function split(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

const words: Readonly<Record<Language, Words>> = {
  pt: {
    frequent: split(
      "o os um uma em do da dos das no na nos nas ao não são é com para por que você como sobre mais muito seu sua seja também escreva explique responda crie faça",
    ),
    name: /\bportugu[eê]se?\b/i,
    placeholder: [
      "Este é um texto provisório do sandbox do Prelo: nenhum modelo foi consultado. Ele ocupa o lugar da resposta ao pedido que começa assim:",
      "Para receber uma resposta de verdade, defina a variável de ambiente com a chave do provedor e gere o artigo de novo.",
    ],
    given: "Com o pedido vieram:",
    scenes: {
      house:
        "Casa de paredes claras e telhado colorido entre árvores e colinas, sob um céu com nuvens.",
      landscape: "Paisagem de colinas com árvores sob um céu com nuvens e pássaros.",
      network: "Desenho abstrato de pontos ligados por linhas, como uma rede.",
      waves: "Desenho abstrato de ondas sobrepostas em tons suaves.",
      unknown: "Uma figura que o sandbox não desenhou e por isso não sabe descrever.",
    },
  },
  en: {
    frequent: split(
      "the of and to in is are for with that this it you what how about on an be or from write explain answer describe make",
    ),
    name: /\b(?:english|ingl[eê]s|inglés)\b/i,
    placeholder: [
      "This is a placeholder from Prelo's sandbox: no model was asked. The answer to the prompt that begins like this will appear here:",
      "To get a real answer, set the environment variable that holds the provider's key and build the article again.",
    ],
    given: "With the prompt came:",
    scenes: {
      house:
        "A house with light walls and a coloured roof among trees and hills, under a cloudy sky.",
      landscape: "A landscape of hills with trees, under a sky with clouds and birds.",
      network: "An abstract drawing of dots joined by lines, like a network.",
      waves: "An abstract drawing of overlapping waves in soft tones.",
      unknown: "A picture that the sandbox did not draw and therefore cannot describe.",
    },
  },
  es: {
    frequent: split(
      "el los las un una en del y con para por que qué cómo sobre más muy su sus es son usted también al lo escribe escriba explica explique responde responda crea haz",
    ),
    name: /\b(?:spanish|espanhol|español|castellano)(?![\p{L}])/iu,
    placeholder: [
      "Este es un texto provisional del sandbox de Prelo: no se consultó ningún modelo. Ocupa el lugar de la respuesta al pedido que empieza así:",
      "Para recibir una respuesta de verdad, defina la variable de entorno con la clave del proveedor y genere el artículo de nuevo.",
    ],
    given: "Con el pedido llegaron:",
    scenes: {
      house:
        "Casa de paredes claras y tejado de color entre árboles y colinas, bajo un cielo con nubes.",
      landscape: "Paisaje de colinas con árboles bajo un cielo con nubes y pájaros.",
      network: "Dibujo abstracto de puntos unidos por líneas, como una red.",
      waves: "Dibujo abstracto de ondas superpuestas en tonos suaves.",
      unknown: "Una figura que el sandbox no dibujó y por eso no sabe describir.",
    },
  },
};

/**
 * The language in which an answer is expected: the one that the instructions name, else the one
 * they are written in, else the prompt's, else English.
 */
export function guessLanguage(prompt: string, instructions = ""): Language {
  const [only, another] = languages.filter((language) => words[language].name.test(instructions));
  if (only !== undefined && another === undefined) {
    return only;
  }
  return guessByWords(instructions) ?? guessByWords(prompt) ?? "en";
}

function guessByWords(text: string): Language | undefined {
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best: Language | undefined;
  let bestScore = 0;
  for (const language of languages) {
    const score = found.filter((word) => words[language].frequent.has(word)).length;
    if (score > bestScore) {
      best = language;
      bestScore = score;
    }
  }
  return best;
}

const quotedCharacters = 160;

/** The prompt's beginning on one line, without control or direction characters. */
function quoteBeginning(prompt: string): string {
  const line = prompt
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "")
    .trim();
  const characters = Array.from(line);
  return characters.length <= quotedCharacters
    ? line
    : `${characters.slice(0, quotedCharacters).join("").trimEnd()}…`;
}

/**
 * A short Markdown text that says plainly what it is and quotes the prompt's beginning as inert
 * text. The same prompt gives the same text.
 */
export function writePlaceholder(prompt: string, language: Language): string {
  const [before, after] = words[language].placeholder;
  const quote = quoteBeginning(prompt);
  // A fence that nothing within the text can close.
  const longest = Math.max(2, ...(quote.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${before}\n\n${fence}text\n${quote}\n${fence}\n\n${after}`;
}

/** Says what came with a prompt, one a line. */
export function listGiven(
  given: readonly { readonly name: string; readonly bytes: number }[],
  language: Language,
): string {
  const lines = given.map(({ name, bytes }) => `- ${quoteBeginning(name)} (${bytes} bytes)`);
  return [words[language].given, "", ...lines].join("\n");
}

/** Describes in one sentence what is drawn. */
export function describeScene(scene: Scene | "unknown", language: Language): string {
  return words[language].scenes[scene];
}

/**
 * Describes a picture of the sandbox's own, which names its scene in its metadata.
 * @param url a `data:` URL; nothing is fetched from any other
 */
export function describePicture(url: string, language: Language): string {
  const [head = "", data = ""] = url.split(",", 2);
  const bytes = /^data:image\/[a-z]+;base64$/.test(head) ? Buffer.from(data, "base64") : "";
  const scene = scenes.find((name) => bytes.includes(`${sceneMark}${name};`));
  return describeScene(scene ?? "unknown", language);
}
