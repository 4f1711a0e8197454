import { assertKnownBlocks } from "./named-blocks.ts";
import { PreloError } from "../errors.ts";
import { createDiagnostic, type Diagnostic, JobError } from "../job/diagnostics/diagnostics.ts";
import type { LookedFor } from "../job/folder/job-folder.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { loadJob, type LoadResult } from "../job/load.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article, Job } from "../job/types.ts";
import { checkRow } from "../plan/check-row.ts";
import { checkTemplates } from "../plan/check-templates.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { settingsOf } from "../job/asked.ts";
import type { JobOptions } from "./environment.ts";
import { isInShard, type Shard } from "./shard.ts";

export interface LoadedJob {
  /** With only the articles that were asked for. */
  readonly job: Job;
  /** All the job's articles: they all claim their answers. */
  readonly allArticles: readonly Article[];
}

/**
 * Loads a job and checks all that can be checked without a request: the YAML, the templates, the
 * budget's prices.
 * @param onLooked is told which files it is read from, also when there are mistakes
 * @throws JobError with all mistakes of all files at once; PreloError USAGE for an unknown slug
 */
export async function loadCheckedJob(
  options: JobOptions,
  onLooked?: (looked: LookedFor) => void,
): Promise<LoadedJob> {
  const loaded = await loadJob(options.jobFile, {
    ...options.overrides,
    customFormats: Object.keys(options.formats ?? {}),
    listPictures: async (markdown) => {
      // What reads Markdown loads only for a text that shows pictures.
      const { listPictures } = await import("../article/own-pictures.ts");
      return listPictures(markdown);
    },
  });
  onLooked?.(loaded.looked);
  const { job } = loaded;
  const diagnostics = [...loaded.diagnostics];
  diagnostics.push(...checkArticles(job?.articles ?? [], loaded));
  if (job !== undefined) {
    diagnostics.push(...checkPrices(job, loaded));
  }
  if (job === undefined || diagnostics.some(({ severity }) => severity === "error")) {
    throw new JobError(inOrder(diagnostics));
  }
  const named = select(job, options.articles);
  const allArticles = job.articles;
  // Also a block of another shard: all shards of a run are called alike.
  assertKnownBlocks(options.refresh ?? [], named.articles, "--refresh");
  const selected = onlyShard(named, options.shard);
  if (options.budgetUsd === undefined) {
    return { job: selected, allArticles };
  }
  const priced = { ...selected, budget: { ...selected.budget, usd: options.budgetUsd } };
  const model = findUnpricedModel(priced);
  if (model !== undefined) {
    throw new PreloError("USAGE", `--budget-usd needs the price of ${model.name}`, {
      hint: priceHint(model),
    });
  }
  return { job: priced, allArticles };
}

/** What is wrong in the articles' templates: of a table's once, and what else is in each row. */
function checkArticles(
  articles: readonly Article[],
  { declaredIds, sources }: LoadResult,
): readonly Diagnostic[] {
  const sound = new Map<Article["blocks"], boolean>();
  return articles.flatMap((article) => {
    const { row, slug, blocks } = article;
    const isSound = sound.get(blocks);
    if (isSound === undefined) {
      const context = { declaredIds: declaredIds.get(slug) ?? new Set<string>(), sources };
      const found = checkTemplates(article, context);
      sound.set(blocks, found.length === 0);
      if (row === undefined || found.length > 0) {
        return found;
      }
    }
    return row === undefined || isSound === false ? [] : checkRow({ ...article, row }, sources);
  });
}

/** Of each file from its top to its end, whichever check found them. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  return diagnostics.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

function select(job: Job, slugs: readonly string[] | undefined): Job {
  if (slugs === undefined || slugs.length === 0) {
    return job;
  }
  const known = job.articles.map(({ slug }) => slug);
  for (const slug of slugs) {
    if (known.includes(slug)) {
      continue;
    }
    throw new PreloError("USAGE", `the job has no article "${slug}"`, {
      hint: didYouMean(slug, known) ?? `It has: ${known.join(", ")}.`,
    });
  }
  return { ...job, articles: job.articles.filter(({ slug }) => slugs.includes(slug)) };
}

function onlyShard(job: Job, shard: Shard | undefined): Job {
  return shard === undefined
    ? job
    : { ...job, articles: job.articles.filter(({ slug }) => isInShard(slug, shard)) };
}

/** An unknown price never counts as zero: a budget in dollars needs the price of every model. */
function checkPrices(job: Job, { sources }: LoadResult): readonly Diagnostic[] {
  const { usd, ref } = job.budget;
  const model = usd === undefined ? undefined : findUnpricedModel(job);
  if (model === undefined || ref === undefined) {
    return [];
  }
  return [
    createDiagnostic(
      sources,
      ref,
      `a budget in dollars needs the price of ${model.name}`,
      `${priceHint(model)} Or limit requests or minutes instead.`,
    ),
  ];
}

interface AskedModel {
  readonly name: string;
  readonly kind: "text" | "image";
}

/** Only a price per picture bounds what pictures can cost before they are asked for. */
function priceHint({ name, kind }: AskedModel): string {
  const form = kind === "image" ? "{ image: … }" : "{ input: …, output: … }";
  return `Give it in the job file: "prices: { ${name}: ${form} }".`;
}

function findUnpricedModel(job: Job): AskedModel | undefined {
  return job.articles.flatMap(modelsOf).find(({ name, kind }) => {
    const price = job.prices.get(name);
    if (kind === "image") {
      return price?.image === undefined;
    }
    return price?.input === undefined || price.output === undefined;
  });
}

function modelsOf(article: Article): readonly AskedModel[] {
  return listAsked(article).flatMap((block) => {
    const { provider, model } = settingsOf(block);
    const kind = block.kind === "image" ? "image" : "text";
    return provider === sandboxProvider ? [] : [{ name: model, kind }];
  });
}
