import path from "node:path";
import type { KindKey } from "../../blocks/kinds.ts";
import { placeTexts } from "../../blocks/source-text.ts";
import { addLevel, ArticleContext, type JobContext } from "./article-context.ts";
import { nameBlocks } from "./block-id.ts";
import { checkOwnReferences, checkReferences } from "./check-references.ts";
import { checkFile } from "../schema/check-value.ts";
import { camelKeys } from "../../settings/camel-keys.ts";
import type { FoundFile } from "../folder/job-folder.ts";
import { findKind } from "./find-kind.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { readBlock } from "./read-block.ts";
import type { FoundBlock } from "./found-block.ts";
import { readNamed } from "../folder/read-named.ts";
import { articleHeadSchema, partialArticleSchema, type RawArticle } from "../schema/article.ts";
import { readHouseRules } from "./read-house-rules.ts";
import { noRowTexts, type RowTexts, takeRowTexts } from "./row-texts.ts";
import type { Article, Block } from "../types.ts";
import { type Path, valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** An article that was read, with the ids of all its blocks, valid or not. */
export interface ReadArticle {
  readonly article: Article;
  readonly declaredIds: ReadonlySet<string>;
}

interface FoundBlocks {
  readonly blocks: readonly FoundBlock[];
  readonly ids: ReadonlySet<string>;
  /** The kind of each block that has one, by id. */
  readonly kinds: ReadonlyMap<string, KindKey>;
}

/** Finds each block's kind and id; reports ids that are given twice. */
async function findBlocks(
  values: readonly unknown[],
  file: YamlFile,
  job: JobContext,
): Promise<FoundBlocks> {
  const { report } = job.diagnostics;
  const found = values.flatMap((value, index) => {
    const blockPath: Path = ["blocks", index];
    const kind = findKind(value, file, blockPath, report);
    return kind === undefined || typeof value !== "object" || value === null
      ? []
      : [{ ...kind, value, path: blockPath, position: index + 1 }];
  });
  const named = await nameBlocks(found);
  const blocks: FoundBlock[] = [];
  const kinds = new Map<string, KindKey>();
  const first = new Map<string, Path>();
  for (const [index, { key, unclear, value, path: blockPath }] of found.entries()) {
    const id = named[index] ?? "";
    const idPath = Object.hasOwn(value, "id") ? [...blockPath, "id"] : blockPath;
    const twin = first.get(id.toLowerCase());
    if (twin !== undefined) {
      const { line } = file.refOf(twin);
      const message = `Two blocks have the id \`${id}\`; the first is on line ${line}.`;
      report(file.placeOf(idPath), message, "Give one of them an `id` of its own.");
      continue;
    }
    first.set(id.toLowerCase(), idPath);
    kinds.set(id, key);
    if (!unclear) {
      blocks.push({ key, id, value, path: blockPath });
    }
  }
  return { blocks, ids: new Set(kinds.keys()), kinds };
}

/** An article's file, read as far as its language and its name do not matter. */
export interface OpenArticle {
  readonly file: YamlFile;
  /** What stands at its top; its language is the one for which blocks are read unless told. */
  readonly data: RawArticle;
  /** The texts at its top that a row fills; none but in the template of a table. */
  readonly rowTexts: RowTexts;
  /** The job's variables, and over them its own. */
  readonly vars: Article["vars"];
  /**
   * Reads its blocks.
   * @param language a BCP 47 tag: what is checked of answers depends on it
   */
  read(slug: string, language?: string): Promise<ReadArticle>;
}

/**
 * Opens an article's file; nothing when the file holds no article at all.
 * @param isTemplate whether rows of a table are to fill it
 */
export async function openArticle(
  source: FoundFile,
  job: JobContext,
  isTemplate = false,
): Promise<OpenArticle | undefined> {
  const { diagnostics } = job;
  const text = readNamed(source, undefined, diagnostics);
  const file = text === undefined ? undefined : parseYaml(source.name, text, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  if (valueAt(file.value, ["articles"]) !== undefined) {
    const hint = "Name only the articles' own files in the job's `articles`.";
    diagnostics.report(
      { file: source.name, line: 1, column: 1 },
      "This is a job file, not an article.",
      hint,
    );
    return undefined;
  }
  const { value, rowTexts } = isTemplate
    ? takeRowTexts(file)
    : { value: file.value, rowTexts: noRowTexts };
  const subject = { schema: articleHeadSchema, value, name: "the article" };
  const checked = checkFile(subject, partialArticleSchema, file, diagnostics.report);
  if (checked === undefined) {
    return undefined;
  }
  const { data, faulty } = checked;
  const level = { raw: data, file, bases: [path.dirname(source.path), job.folder.dir], faulty };
  const layers = await addLevel(job.layers, level, job);
  placeTexts(data, (at) => file.textAt(at));
  const found = await findBlocks(data.blocks ?? [], file, job);
  const unfit = checkReferences(found, file, diagnostics.report);
  checkOwnReferences(found, file, diagnostics.report);
  const vars = { ...job.vars, ...data.vars };
  const rules = readHouseRules(data, level, job.rules, job);
  const read = async (slug: string, language = data.language): Promise<ReadArticle> => {
    const glossary = rules.glossaries?.for(language);
    const context = new ArticleContext(level, language, job, layers, glossary);
    const blocks: Block[] = [];
    for (const each of found.blocks) {
      const block = await readBlock(each, found.blocks, context);
      if (block !== undefined && !unfit.has(each.id)) {
        blocks.push(block);
      }
    }
    // A file without a title has a mistake already; its other mistakes are still to be found.
    const untitled = { value: slug, file: file.name, line: 1, column: 1, literal: false };
    const { title = untitled, toc = job.toc, text: _text, image: _image, ...rest } = data;
    const { images: _images, checks: _checks, blocks: _blocks, ...own } = rest;
    const { system = job.system, style: _style, glossary: _glossary, ...keys } = own;
    const article = {
      slug,
      file: file.name,
      title,
      ...camelKeys(keys),
      language,
      vars,
      ...(system !== undefined && { system }),
      ...(rules.style !== undefined && { style: rules.style }),
      ...(glossary !== undefined && { glossary }),
      toc,
      blocks,
    };
    return { article, declaredIds: found.ids };
  };
  return { file, data, rowTexts, vars, read };
}
