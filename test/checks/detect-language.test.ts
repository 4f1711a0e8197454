import { eld } from "eld/extrasmall";
import { describe, expect, test } from "vitest";
import { detectableLanguages, toDetectable } from "../../src/blocks/settings/detectable.ts";
import { reasonOf } from "./support.ts";

/** Ordinary sentences, short ones too, by their language. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  "pt-BR": [
    "A chave fica numa variável de ambiente.",
    "O modelo responde em poucos segundos.",
    "Não há uma lista pública dos sites usados no treinamento.",
    "Instale o pacote requests e rode o script no terminal.",
    "O prompt define o tom, o token define o custo.",
    "Uma casa branca com uma árvore.",
    "Python é uma linguagem simples de aprender e muito usada em ciência de dados.",
  ],
  es: [
    "La clave está en una variable de entorno.",
    "El modelo responde en pocos segundos.",
    "No hay una lista pública de los sitios usados en el entrenamiento.",
    "Instale el paquete requests y ejecute el script en la terminal.",
    "El prompt define el tono, el token define el coste.",
    "Una casa blanca con un árbol.",
    "Python es un lenguaje sencillo de aprender y muy usado en ciencia de datos.",
  ],
  en: [
    "The key lives in an environment variable.",
    "The model answers within a few seconds.",
    "Install the requests package and run the script in a terminal.",
    "A white house with a tree.",
    "Python is a simple language to learn and much used in data science.",
  ],
  fr: [
    "La clé se trouve dans une variable d'environnement.",
    "Le modèle répond en quelques secondes.",
    "Une maison blanche avec un arbre.",
  ],
  de: [
    "Der Schlüssel steht in einer Umgebungsvariable.",
    "Das Modell antwortet in wenigen Sekunden.",
  ],
  it: ["La chiave sta in una variabile d'ambiente.", "Il modello risponde in pochi secondi."],
  nl: ["De sleutel staat in een omgevingsvariabele."],
  ca: ["La clau és en una variable d'entorn."],
  pl: ["Klucz znajduje się w zmiennej środowiskowej."],
  nb: ["Nøkkelen ligger i en miljøvariabel, og modellen svarer snart."],
  ja: ["鍵は環境変数に置きます。"],
  "zh-Hans": ["密钥保存在环境变量中。"],
  ru: ["Ключ хранится в переменной окружения."],
  ar: ["المفتاح موجود في متغير البيئة."],
  ko: ["키는 환경 변수에 있습니다."],
};

const all = Object.entries(sentences).flatMap(([language, texts]) =>
  texts.map((text) => [language, text] as const),
);

test.each(all)("%s is not taken for another language: %s", async (language, text) => {
  expect(await reasonOf(text, { language })).toBeUndefined();
});

test("what is in another language is told, nearly always even from one sentence", async () => {
  const missed: string[] = [];
  let pairs = 0;
  for (const language of ["pt-BR", "en", "es", "fr", "de"]) {
    for (const [own, text] of all) {
      if (own === language) {
        continue;
      }
      pairs += 1;
      if ((await reasonOf(text, { language })) === undefined) {
        missed.push(`${language}: ${text}`);
      }
    }
  }
  // Those of few words that two languages share; a second sentence tells them apart.
  expect(missed.length / pairs).toBeLessThan(0.04);
});

describe("a longer text", () => {
  const portuguese = sentences["pt-BR"]?.join(" ") ?? "";
  const english = sentences["en"]?.join(" ") ?? "";
  const inPortuguese = { language: "pt-BR" };

  test("is told by what most of it is in, and the reason names both languages", async () => {
    expect(await reasonOf(english, inPortuguese)).toBe(
      "it seems to be in English instead of Brazilian Portuguese",
    );
    expect(await reasonOf(`${portuguese}\n\n> ${english.slice(0, 80)}`, inPortuguese)).toBe(
      undefined,
    );
    const mostly = `${portuguese.slice(0, 100)}\n\n${english}\n\n${english}\n\n${english}`;
    expect(await reasonOf(mostly, inPortuguese)).toContain("English");
  });

  test("may quote code, links and addresses of any language", async () => {
    const code = `\`\`\`python\n# ${english}\n${english}\n\`\`\``;
    const link = `[aqui](https://example.com/${english.replaceAll(" ", "-")})`;
    expect(await reasonOf(`${portuguese}\n\n${code}\n\n${code}\n\n${link}`, inPortuguese)).toBe(
      undefined,
    );
    expect(await reasonOf(`${code}\n\n${code}`, inPortuguese)).toBe(undefined);
  });

  test("that begins well and goes on in another language is told as well", async () => {
    const text = `${portuguese}\n\n${`${english} `.repeat(5)}`;
    expect(await reasonOf(text, inPortuguese)).toContain("English");
  });
});

test.each(["", "42", "OK.", "GPT-4, GPT-5", "Sim.", "`npm install`"])(
  "%j is too short to tell",
  async (text) => {
    for (const language of ["pt", "en", "ja"]) {
      expect(await reasonOf(text, { language })).toBeUndefined();
    }
  },
);

test("the languages that a job may name are those that the detector knows", () => {
  const { Languages: known } = eld.info();
  expect([...detectableLanguages].toSorted()).toEqual(Object.values(known).toSorted());
  expect(toDetectable("pt-PT")).toBe("pt");
  expect(toDetectable("nn")).toBe("no");
  expect(toDetectable("gl")).toBeUndefined();
  expect(toDetectable("not a tag")).toBeUndefined();
});
