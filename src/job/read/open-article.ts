import path from "node:path";
import { placeTexts } from "../../blocks/source-text.ts";
import { ArticleContext, type JobContext } from "./article-context.ts";
import { addLevel, type Level } from "./levels.ts";
import { claimAlias } from "./claim-alias.ts";
import { checkOwnReferences, checkReferences } from "./check-references.ts";
import { checkFile } from "../schema/check-value.ts";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import type { FoundFile } from "../folder/job-folder.ts";
import { findBlocks, type FoundBlocks, toParts } from "./find-blocks.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { readBlock } from "./read-block.ts";
import { readNamed } from "../folder/read-named.ts";
import { articleHeadSchema, partialArticleSchema, type RawArticle } from "../schema/article.ts";
import { type HouseRules, readHouseRules } from "./read-house-rules.ts";
import { readTranslations } from "./read-translations.ts";
import { noRowTexts, type RowTexts, takeRowTexts } from "./row-texts.ts";
import type { Article, Block } from "../types.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** An article that was read, with the ids of all its blocks, valid or not. */
export interface ReadArticle {
  readonly article: Article;
  readonly declaredIds: ReadonlySet<string>;
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
  const opened = { file, data, level, layers, found, unfit, rules, vars, job };
  return {
    file,
    data,
    rowTexts,
    vars,
    read: async (slug, language) => {
      const read = await readOpened(opened, slug, language ?? data.language);
      // Each row of a table claims those of its own article.
      for (const [index, alias] of isTemplate ? [] : data.aliases.entries()) {
        claimAlias(alias, read.article, job.claims, (message, hint) =>
          diagnostics.report(file.placeOf(["aliases", index]), message, hint),
        );
      }
      return read;
    },
  };
}

/** What stands in an article's file, whatever its language and its name. */
interface Opened {
  readonly file: YamlFile;
  readonly data: RawArticle;
  readonly level: Level;
  readonly layers: JobContext["layers"];
  readonly found: FoundBlocks;
  /** The ids of blocks that use others in a way that cannot be. */
  readonly unfit: ReadonlySet<string>;
  readonly rules: HouseRules;
  readonly vars: Article["vars"];
  readonly job: JobContext;
}

async function readOpened(
  { file, data, level, layers, found, unfit, rules, vars, job }: Opened,
  slug: string,
  language: string,
): Promise<ReadArticle> {
  const glossary = rules.glossaries?.for(language);
  const context = new ArticleContext(level, language, job, layers, glossary);
  const read = new Map<string, Block>();
  for (const each of found.blocks) {
    const block = await readBlock(each, found.blocks, context);
    if (block !== undefined && !unfit.has(each.id)) {
      read.set(each.id, block);
    }
  }
  const blocks = [...read.values()];
  const parts = toParts(found, read);
  // A file without a title has a mistake already; its other mistakes are still to be found.
  const untitled = { value: slug, file: file.name, line: 1, column: 1, literal: false };
  const { title = untitled, toc = job.toc, text: _text, image: _image, ...rest } = data;
  const { images: _images, checks: _checks, blocks: _blocks, ...own } = rest;
  const { translations: ownTranslations, style: _style, glossary: _glossary, ...said } = own;
  const { system = job.system, ...keys } = said;
  const translations = readTranslations(ownTranslations, file, {
    language,
    name: file.name,
    text: layers.text,
    rules,
    job,
  });
  const article = {
    slug,
    file: file.name,
    title,
    ...camelKeys(keys),
    language,
    frontMatter: { ...job.frontMatter, ...data.front_matter },
    vars,
    ...(system !== undefined && { system }),
    ...(rules.style !== undefined && { style: rules.style }),
    ...(glossary !== undefined && { glossary }),
    ...(job.wording !== undefined && { wording: job.wording }),
    variants: context.variantSettings(undefined),
    toc,
    ...(translations !== undefined && { translations }),
    blocks,
    ...(parts !== undefined && { parts }),
  };
  return { article, declaredIds: found.ids };
}
