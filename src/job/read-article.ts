import path from "node:path";
import { checkAltIds } from "./alt-names.ts";
import { ArticleContext, type JobContext, type SettingsLayers } from "./article-context.ts";
import { nameBlocks } from "./block-id.ts";
import { checkPosters } from "./check-posters.ts";
import { checkFile } from "./check-value.ts";
import { defaults } from "./defaults.ts";
import type { ArticleFile } from "./find-articles.ts";
import { findKind } from "./find-kind.ts";
import { parseYaml } from "./parse-yaml.ts";
import { readChecks } from "./read-checks.ts";
import { readBlock } from "./read-block.ts";
import type { FoundBlock } from "./found-block.ts";
import { readSource } from "./read-source.ts";
import { articleHeadSchema, partialArticleSchema, type RawArticle } from "./schema-article.ts";
import { checkProvider } from "./settings.ts";
import { didYouMean } from "./suggest.ts";
import type { Article, Block } from "./types.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** An article that was read, with the ids of all its blocks, valid or not. */
export interface ReadArticle {
  readonly article: Article;
  readonly declaredIds: ReadonlySet<string>;
}

/** Adds what the article says to the settings of its job. */
async function addLayers(
  raw: RawArticle,
  faulty: ReadonlySet<string>,
  { file, dir }: { file: YamlFile; dir: string },
  job: JobContext,
): Promise<SettingsLayers> {
  const above = job.layers;
  const checksPlace = { file, path: ["checks"], bases: [dir, job.folder.dir] };
  const layers: SettingsLayers = {
    text: raw.text ? [...above.text, { value: raw.text, file, path: ["text"] }] : above.text,
    image: raw.image ? [...above.image, { value: raw.image, file, path: ["image"] }] : above.image,
    images: raw.images
      ? [...above.images, { value: raw.images, file, path: ["images"] }]
      : above.images,
    checks:
      raw.checks === undefined
        ? above.checks
        : [...above.checks, await readChecks(raw.checks, checksPlace, job)],
    textIsWhole: above.textIsWhole && !faulty.has("text"),
    imageIsWhole: above.imageIsWhole && !faulty.has("image"),
  };
  for (const layer of [...layers.text, ...layers.image].filter((each) => each.file === file)) {
    checkProvider(layer, job.providerNames, job.diagnostics.report);
  }
  return layers;
}

interface FoundBlocks {
  readonly blocks: readonly FoundBlock[];
  readonly ids: ReadonlySet<string>;
  /** The kind of each block that has one, by id. */
  readonly kinds: ReadonlyMap<string, string>;
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
  const kinds = new Map<string, string>();
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

const requestKinds = new Set(["prompt", "question", "image"]);

/** Reports `request:` blocks that name no block with a request. */
function checkRequests(found: FoundBlocks, file: YamlFile, job: JobContext): ReadonlySet<string> {
  const faulty = new Set<string>();
  const askable = [...found.kinds].filter(([, kind]) => requestKinds.has(kind)).map(([id]) => id);
  for (const { key, id, value, path: blockPath } of found.blocks) {
    const of: unknown = key === "request" ? Reflect.get(Object(value), "request") : undefined;
    const kind = typeof of === "string" ? found.kinds.get(of) : undefined;
    if (typeof of !== "string" || of.trim() === "" || requestKinds.has(kind ?? "")) {
      continue;
    }
    faulty.add(id);
    const message =
      kind === undefined
        ? `No block of this article has the id \`${of}\`.`
        : `The block \`${of}\` sends no request: it is a ${kind} block.`;
    const hint =
      didYouMean(of, askable) ?? "Name the id of a block with `prompt`, `question` or `image`.";
    job.diagnostics.report(file.placeOf([...blockPath, "request"]), message, hint);
  }
  return faulty;
}

/** Puts the article together, with what is valid of it. */
function assemble(
  raw: RawArticle,
  blocks: readonly Block[],
  file: YamlFile,
  { slug, toc }: { slug: string; toc: boolean },
): Article {
  const description = raw.description === undefined ? undefined : file.textAt(["description"]);
  const system = raw.system === undefined ? undefined : file.textAt(["system"]);
  const title = raw.title === undefined ? undefined : file.textAt(["title"]);
  const language = raw.language ?? defaults.article.language;
  return {
    slug,
    file: file.name,
    // A file without a title has a mistake already; its other mistakes are still to be found.
    title: title ?? { value: slug, file: file.name, line: 1, column: 1, literal: false },
    language: Intl.getCanonicalLocales(language)[0] ?? language,
    ...(raw.author === undefined ? {} : { author: raw.author }),
    ...(description === undefined ? {} : { description }),
    ...(raw.date === undefined ? {} : { date: raw.date }),
    tags: raw.tags ?? [],
    vars: raw.vars ?? {},
    ...(system === undefined ? {} : { system }),
    ...(raw.ai_note === undefined ? {} : { aiNote: raw.ai_note }),
    toc: raw.toc ?? toc,
    blocks,
  };
}

/** Reads one article; nothing when the file holds no article at all. */
export async function readArticle(
  source: ArticleFile,
  job: JobContext,
): Promise<ReadArticle | undefined> {
  const { diagnostics } = job;
  const text = readSource(source.path);
  if (typeof text !== "string") {
    diagnostics.sources.set(source.name, text.text ?? "");
    const { line, column, message, hint, code } = text;
    diagnostics.report({ file: source.name, line, column }, message, hint, code);
    return undefined;
  }
  diagnostics.sources.set(source.name, text);
  const file = parseYaml(source.name, text, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  const subject = { schema: articleHeadSchema, value: file.value, name: "the article" };
  const checked = checkFile(subject, partialArticleSchema, file, diagnostics.report);
  if (checked === undefined) {
    return undefined;
  }
  const { data, faulty } = checked;
  const dir = path.dirname(source.path);
  const language = data.language ?? defaults.article.language;
  const layers = await addLayers(data, faulty, { file, dir }, job);
  const context = new ArticleContext(file, { dir, language }, job, layers);
  const found = await findBlocks(data.blocks ?? [], file, job);
  checkAltIds(found.blocks, file, diagnostics.report);
  const unfit = new Set([
    ...checkRequests(found, file, job),
    ...checkPosters(found.blocks, file, diagnostics.report),
  ]);
  const blocks: Block[] = [];
  for (const each of found.blocks) {
    const block = await readBlock(each, context);
    if (block !== undefined && !unfit.has(each.id)) {
      blocks.push(block);
    }
  }
  return {
    article: assemble(data, blocks, file, { slug: source.slug, toc: job.toc }),
    declaredIds: found.ids,
  };
}
