import { extname } from "node:path";
import { PreloError } from "../../errors.ts";
import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { readNamed } from "../../job/folder/read-named.ts";
import { decodeAny } from "../../job/folder/read-source.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import { assertNoSecret } from "./find-secrets.ts";
import { readHtmlFile } from "./html/read-html.ts";
import { readMarkdownFile } from "./read-markdown.ts";
import { readNotebook } from "./read-notebook.ts";
import type { Material } from "./material.ts";

type Read = (name: string, text: string, diagnostics: DiagnosticList) => Material | undefined;

const readers: Readonly<Record<string, Read>> = {
  ".md": readMarkdownFile,
  ".ipynb": readNotebook,
  ".html": (_, text) => readHtmlFile(text),
};

const alike: Readonly<Record<string, string>> = {
  ".markdown": ".md",
  ".mdown": ".md",
  ".qmd": ".md",
  ".htm": ".html",
};

/** Pictures stand in a notebook and in a page as text. */
const maxBytes = 50 * 1024 * 1024;

/**
 * Reads a file that is to become an article.
 * @param path absolute
 * @param name how it is called in messages
 * @returns nothing when a mistake was reported
 * @throws PreloError USAGE for a format that is not read; LEAK_FOUND
 */
export async function readMaterial(
  { path, name }: { readonly path: string; readonly name: string },
  secrets: SecretFinder,
  diagnostics: DiagnosticList,
): Promise<Material | undefined> {
  const extension = extname(path).toLowerCase();
  const read = readers[alike[extension] ?? extension];
  if (read === undefined) {
    throw new PreloError("USAGE", `--from does not read ${extension === "" ? name : extension}`, {
      hint: "It reads Markdown (.md), Jupyter notebooks (.ipynb) and web pages (.html). Save the text as one of them.",
    });
  }
  const options = { maxBytes, decode: decodeAny };
  const text = readNamed({ path, name }, undefined, diagnostics, options);
  if (text === undefined) {
    return undefined;
  }
  const clean = text.replaceAll(/\r\n?/g, "\n");
  await assertNoSecret(name, clean, secrets);
  return read(name, clean, diagnostics);
}
