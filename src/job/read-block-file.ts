import type { ArticleContext } from "./article-context.ts";
import { languageOfFile } from "./code-language.ts";
import { secretHint } from "./inspect-nodes.ts";
import type { FoundFile } from "./job-folder.ts";
import { readSource } from "./read-source.ts";
import { looksLikeSecret } from "../secrets/shapes.ts";
import type { Path } from "./yaml-file.ts";

async function find(
  name: string,
  path: Path,
  context: ArticleContext,
): Promise<FoundFile | undefined> {
  const { folder, diagnostics } = context.job;
  const found = folder.find(name, [context.dir, folder.dir]);
  if ("path" in found) {
    return found;
  }
  diagnostics.report(context.file.placeOf(path), found.message, found.hint);
  return undefined;
}

/** The absolute path of a video's poster; nothing, and a mistake, when it is not there. */
export async function readPoster(
  name: string,
  path: Path,
  context: ArticleContext,
): Promise<string | undefined> {
  return (await find(name, path, context))?.path;
}

/** Where in a file the first line with a secret is, 1-based. */
function lineOfSecret(text: string): number {
  return text.split("\n").findIndex(looksLikeSecret) + 1 || 1;
}

/** The source code of a `file:` block; nothing, and a mistake, when it cannot be shown. */
export async function readCodeFile(
  raw: { readonly file: string; readonly language?: string | undefined },
  path: Path,
  context: ArticleContext,
): Promise<{ code: string; language: string } | undefined> {
  const { diagnostics } = context.job;
  const found = await find(raw.file, path, context);
  if (found === undefined) {
    return undefined;
  }
  const source = readSource(found.path);
  if (typeof source !== "string") {
    const { message, hint, code, line, column, text } = source;
    if (text === undefined) {
      diagnostics.report(context.file.placeOf(path), `${found.name}: ${message}`, hint, code);
    } else {
      diagnostics.sources.set(found.name, text);
      diagnostics.report({ file: found.name, line, column }, message, hint, code);
    }
    return undefined;
  }
  if (looksLikeSecret(source)) {
    diagnostics.sources.set(found.name, source);
    const place = { file: found.name, line: lineOfSecret(source), column: 1 };
    diagnostics.report(place, "This code holds what looks like a secret.", secretHint);
    return undefined;
  }
  if (source.trim() === "") {
    diagnostics.report(context.file.placeOf(path), `The file ${found.name} is empty.`);
    return undefined;
  }
  const code = source.replaceAll("\r\n", "\n");
  return { code, language: raw.language ?? languageOfFile(found.name) };
}
