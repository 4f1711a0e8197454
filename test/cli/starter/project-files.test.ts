import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { detectLanguage, parseLanguage } from "../../../src/cli/starter/language.ts";
import { writeNewArticle } from "../../../src/cli/starter/new-article.ts";
import { listProjectFiles } from "../../../src/cli/starter/project-files.ts";
import { exampleNames } from "../../../src/cli/starter/examples.ts";
import { writtenLanguages } from "../../../src/article/locales/messages.ts";
import { loadJob } from "../../../src/job/load.ts";
import { placeArticle } from "../../../src/job/folder/place-article.ts";
import { writeFiles } from "../../job/job-files.ts";

describe("a new project", () => {
  test.each(writtenLanguages)(
    "has an article in %s, and both it and a new one are valid",
    async (tag) => {
      const language = parseLanguage(tag);
      const files = listProjectFiles({ example: "questions", language, ci: "github" });
      const dir = await writeFiles({
        ...Object.fromEntries(files),
        "prompts/second-one.yaml": writeNewArticle("second-one", language, "../schema/a.json"),
      });
      const { job, diagnostics } = await loadJob(`${dir}/pipeline.yaml`);
      expect(diagnostics).toEqual([]);
      expect(job?.articles.map(({ language: own }) => own)).toEqual([tag, tag]);
      for (const article of job?.articles ?? []) {
        const kinds = article.blocks.map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining(["markdown", "prompt", "question", "image"]));
      }
      expect([...files.keys()].filter((name) => name.startsWith("prompts/"))).toHaveLength(1);
    },
  );

  test("is in English where Prelo does not know the language, and in the region that was asked for", () => {
    const inJapanese = listProjectFiles({ example: "questions", language: parseLanguage("ja") });
    expect(inJapanese.get("prompts/bread.yaml")?.toString()).toContain("\nlanguage: en\n");
    const inBrazil = listProjectFiles({ example: "questions", language: parseLanguage("pt-br") });
    expect(inBrazil.get("prompts/pao.yaml")?.toString()).toContain("\nlanguage: pt-BR\n");
  });

  test.each(exampleNames)("the example %s names its schemas, which are there", (name) => {
    const example = name as "questions";
    const files = listProjectFiles({ example, language: parseLanguage("en") });
    const schemas = [...files].flatMap(([file, bytes]) => {
      const [, schema] = /^# yaml-language-server: \$schema=(\S+)/m.exec(bytes.toString()) ?? [];
      return schema === undefined ? [] : [new URL(schema, `file:///${file}`).pathname.slice(1)];
    });
    expect(schemas).toHaveLength(2);
    expect(schemas.filter((schema) => !files.has(schema))).toEqual([]);
    expect(files.get(".gitignore")?.toString()).toMatch(/^\.env$/m);
    expect(parse(files.get("pipeline.yaml")?.toString() ?? "")).toMatchObject({ version: 1 });
  });
});

/** In French of Canada, unless the variables say otherwise. */
function detect(variables: Record<string, string>): string {
  return detectLanguage(variables, "fr-CA").tag;
}

test("the user's language is what the system's variables say, the first that is set", () => {
  expect(detect({ LC_ALL: "pt_BR.UTF-8", LANG: "de_DE" })).toBe("pt-BR");
  expect(detect({ LC_ALL: "", LANG: "es_MX.UTF-8@euro" })).toBe("es-MX");
  expect(detect({ LANG: "C.UTF-8" })).toBe("en");
  expect(detect({ LANG: "POSIX" })).toBe("en");
  expect(detect({ LANG: "ja_JP.UTF-8" })).toBe("en");
  expect(detect({})).toBe("fr-CA");
  expect(() => parseLanguage("klingon!")).toThrow(/is not a language tag/);
});

test.each([
  [["prompts/*.yaml"], "prompts/bread.yaml"],
  [["./prompts/**/*.{yml,yaml}"], "prompts/bread.yaml"],
  [["posts/*.yml"], "posts/bread.yml"],
  [["a/*/text.yaml", "b/**/*.yaml"], "b/bread.yaml"],
  [["*.yaml"], "bread.yaml"],
  [["drafts/bread.yaml"], undefined],
  [["prompts/bread.yaml"], "prompts/bread.yaml"],
  [["prompts/guide-*.yaml"], undefined],
])("an article of a job with %j goes to %s", (patterns, place) => {
  expect(placeArticle(patterns, "bread")).toBe(place);
});
