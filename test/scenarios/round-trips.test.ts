import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { hashTree, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import type { Finished } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";
import { hasCommand } from "../support/has-command.ts";

const documentation = fileURLToPath(new URL("../../docs/how-to/word-and-epub.md", import.meta.url));
const converter = "pandoc";
const hasPandoc = hasCommand(converter);

/** The commands of the documentation, word for word. */
function documentedCommands(): readonly string[] {
  const block = /round-trips\.test\.ts -->\n```sh\n([^`]*)```/.exec(
    readFileSync(documentation, "utf8"),
  );
  return (block?.[1] ?? "").split("\n").filter((line) => line !== "");
}

const answers: Readonly<Record<string, string>> = {
  "Say one.": "Um facto [1], outro [2] e uma nota[^1]. Seja $x_1 * y_1$.\n\n[^1]: A *nota* de um.",
  "Say two.": "Outra nota[^1].\n\n## Aberto\n\n1. item\n\n```py\nx = 1\n\n[^1]: em código",
  "Say three.": "Fim[^1]\n\n[^1]: A nota de três.",
};

describe("an article with footnotes, references and a table of contents", () => {
  let folder: string;
  let build: Finished;
  let page: string;

  beforeAll(async () => {
    const provider = await startProvider((call) => {
      const text = answers[promptOf(call)];
      return text === undefined ? answerAll(call) : textReply(call, text);
    });
    folder = makeJob({
      job: { images: { widths: [64, 128], formats: ["webp", "jpeg"] }, output: { toc: true } },
      articles: {
        a: {
          title: "Viagem",
          language: "pt-BR",
          date: "2026-11-23",
          blocks: [
            { markdown: "Introdução, com [fim](#tres)." },
            { id: "um", heading: "Um", prompt: "Say one." },
            { id: "dois", heading: "Dois", prompt: "Say two." },
            { id: "tres", heading: "Três", prompt: "Say three." },
            { id: "casa", image: "A house", heading: "Casas", n: 3, alt: "Casa" },
            { heading: "Fontes", references: [{ title: "Fonte", url: "https://example.com/f" }] },
          ],
        },
        b: { title: "B", toc: false, blocks: [{ id: "um", heading: "Um", prompt: "Say one." }] },
      },
    });
    build = await prelo(folder, ["build"], provider.variables);
    page = readText(folder, "output/a/article.md");
  });

  test("keeps what has a counterpart, and no claim without one", () => {
    expect(build).toMatchObject({ code: 0 });
    expect(page).toContain("Um facto [1], outro e uma nota[^um-1]. Seja $x_1 * y_1$.");
    expect(page).toContain("[^um-1]: A *nota* de um.");
    expect(page).toContain("Fim[^tres-1]");
    expect(page).toContain("Outra nota.\n");
    expect(page).toContain(
      "Nesta página:\n\n- [Um](#um)\n- [Dois](#dois)\n  - [Aberto](#aberto)\n",
    );
    expect(page).toContain("Introdução, com [fim](#três).");
    const html = readText(folder, "output/a/article.html");
    expect(html).toContain('<a href="#ref__1" role="doc-biblioref">1</a>');
    expect(html).toContain('<nav class="contents"');
    expect(readText(folder, "output/b/article.md")).not.toContain("Nesta página");
    expect(readText(folder, "output/b/article.md")).toContain("Um facto, outro e uma nota");
  });

  test("is set anew when only the table of contents was asked for", async () => {
    const copy = makeFolder();
    cpSync(folder, copy, { recursive: true });
    const file = join(copy, "prompts/b.yaml");
    const article = readFileSync(file, "utf8").replace("toc: false", "toc: true");
    writeFiles(copy, { "prompts/b.yaml": article });
    const again = await prelo(copy, ["build", "--frozen"]);
    expect(again.code).toBe(0);
    expect(readText(copy, "output/b/article.md")).toContain("- [Um](#um)");
  });

  test.skipIf(!hasPandoc)(
    "pandoc makes docx and epub of it, with the very pictures of the page",
    () => {
      const target = makeFolder();
      cpSync(join(folder, "output/a"), target, { recursive: true });
      const hashes = hashTree(target);
      const shown = readPage(page).images.map((image) => hashes[image] ?? image);
      expect(shown).toHaveLength(3);
      const commands = documentedCommands();
      expect(commands.map((command) => /\.\w+$/.exec(command)?.[0])).toEqual([".docx", ".epub"]);
      for (const command of commands) {
        const made = spawnSync("sh", ["-c", `${command} --fail-if-warnings`], {
          cwd: target,
          encoding: "utf8",
        });
        expect(made.stderr).toBe("");
        const document = command.split(" ").at(-1) ?? "";
        const media = join(target, `media-of-${document}`);
        const read = spawnSync(
          converter,
          [document, "-t", "markdown", `--extract-media=${media}`],
          {
            cwd: target,
            encoding: "utf8",
          },
        );
        expect(Object.values(hashTree(media)).toSorted()).toEqual(shown.toSorted());
        expect(read.stdout).toMatch(/A \*nota\* de um\./);
        expect(read.stdout).toMatch(/\$x_\{?1\}?\s?\*\s?y_\{?1\}?\$/);
      }
    },
  );
});
