import { findFormats } from "../article/formats/page-formats.ts";
import { checkLinks } from "./check-links.ts";
import { assertKnownBlocks } from "./named-blocks.ts";
import { checkBudget, findBudgetGaps } from "./check-budget.ts";
import { warnOfEndingModels } from "./ending-models.ts";
import { warnOfMissingWords } from "./missing-words.ts";
import { PreloError } from "../errors.ts";
import { type Diagnostic, JobError } from "../job/diagnostics/diagnostics.ts";
import type { LookedFor } from "../job/folder/job-folder.ts";
import { loadJob, type LoadResult } from "../job/load.ts";
import { plural } from "../job/diagnostics/plural.ts";
import type { Article, Job } from "../job/types.ts";
import { checkAttached } from "../plan/check-attached.ts";
import { checkRow } from "../plan/check-row.ts";
import { checkTemplates } from "../plan/check-templates.ts";
import type { JobOptions } from "./environment.ts";
import { selectArticles, type Selection } from "./select-articles.ts";
import { isInShard, type Shard } from "./shard.ts";

export interface LoadedJob {
  /** With only the articles that were asked for. */
  readonly job: Job;
  /** All the job's articles, for they all claim their answers; but for {@link isWhole}. */
  readonly allArticles: readonly Article[];
  /**
   * False when articles that were not asked for have mistakes. Which answers are theirs is not known:
   * none counts as nobody's, and what was asked for is all that there is.
   */
  readonly isWhole: boolean;
  /** Mistakes in articles that were not asked for, and links to drafts. */
  readonly warnings: readonly Diagnostic[];
  /** How many articles `--limit` left out. */
  readonly leftOut: number;
}

/**
 * Loads a job and checks all that can be checked without a request: the YAML, the templates, the
 * budget's prices.
 * @param onLooked is told which files it is read from, also when there are mistakes
 * @throws JobError with all mistakes of all files at once, but for those of articles that were not asked
 * for; PreloError USAGE for a name or a tag that means nothing
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
  if (job === undefined) {
    throw new JobError(inOrder(loaded.diagnostics));
  }
  const pages = findFormats(job.output, options.formats).map(({ file }) => file);
  const inLinks = await checkLinks(job.articles, job, loaded, pages);
  const remarks = inLinks.filter(({ severity }) => severity === "warning");
  const mistakes = [
    ...loaded.diagnostics,
    ...checkArticles(job.articles, loaded),
    ...checkAttached(job.articles, loaded.sources),
    ...inLinks.filter(({ severity }) => severity === "error"),
  ];
  const { articles, leftOut, concerns } = selectOrExplain(loaded, options, mistakes);
  const named = { ...job, articles };
  const errors = [...mistakes.filter(concerns), ...checkBudget(named, loaded)];
  if (errors.length > 0) {
    throw new JobError(fewOfEach(inOrder(errors), loaded));
  }
  const warnings = fewOfEach(inOrder(mistakes), loaded).map((mistake): Diagnostic =>
    Object.assign(mistake, { severity: "warning" as const }),
  );
  // Also a block of another shard: all shards of a run are called alike.
  assertKnownBlocks(options.refresh ?? [], named.articles, "--refresh");
  const selected = onlyShard(named, options.shard);
  const isWhole = warnings.length === 0;
  const endings = warnOfEndingModels(selected, loaded.sources, Date.now());
  const wordless = warnOfMissingWords(selected, loaded.sources);
  const rest = {
    allArticles: isWhole ? job.articles : articles,
    isWhole,
    warnings: [...warnings, ...remarks, ...endings, ...wordless],
    leftOut,
  };
  if (options.budgetUsd === undefined) {
    return { job: selected, ...rest };
  }
  const priced = { ...selected, budget: { ...selected.budget, usd: options.budgetUsd } };
  const [gap] = findBudgetGaps(priced);
  if (gap !== undefined) {
    const message = gap.message.replace("a budget in dollars", "--budget-usd");
    throw new PreloError("USAGE", message, { hint: gap.hint });
  }
  return { job: priced, ...rest };
}

/** A name that means nothing may be that of an article with a mistake: that is told instead. */
function selectOrExplain(
  loaded: LoadResult,
  options: JobOptions,
  mistakes: readonly Diagnostic[],
): Selection {
  try {
    return selectArticles(loaded, options);
  } catch (error) {
    throw error instanceof PreloError && mistakes.length > 0
      ? new JobError(fewOfEach(inOrder(mistakes), loaded))
      : error;
  }
}

/** So many mistakes of one data file are told; a table may have one in each of ten thousand rows. */
const mostOfTable = 20;

function fewOfEach(
  mistakes: readonly Diagnostic[],
  { groups }: Pick<LoadResult, "groups">,
): readonly Diagnostic[] {
  const tables = new Set(groups.flat().map(({ row }) => row?.ref.file));
  const counts = new Map<string, number>();
  for (const { file } of mistakes.filter(({ file: each }) => tables.has(each))) {
    counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  const told = new Map<string, number>();
  return mistakes.flatMap((mistake): readonly Diagnostic[] => {
    const { file } = mistake;
    const number = (told.get(file) ?? 0) + 1;
    told.set(file, number);
    const more = (counts.get(file) ?? 0) - mostOfTable;
    if (number <= mostOfTable || more <= 0) {
      return [mistake];
    }
    const { line, column, severity } = mistake;
    const message = `Of this table, ${plural(more, "more mistake")} ${more === 1 ? "is" : "are"} not listed.`;
    return number === mostOfTable + 1 ? [{ severity, file, line, column, message }] : [];
  });
}

/** What is wrong in the articles' templates: of a table's once, and what else is in each row. */
function checkArticles(
  articles: readonly Article[],
  { declaredIds, sources, job }: LoadResult,
): readonly Diagnostic[] {
  const sound = new Map<Article["blocks"], boolean>();
  return articles.flatMap((article) => {
    const { row, slug, blocks } = article;
    const isSound = sound.get(blocks);
    if (isSound === undefined) {
      const context = {
        declaredIds: declaredIds.get(slug) ?? new Set<string>(),
        sources,
        hasAddress: job?.output.baseUrl !== undefined,
      };
      const found = checkTemplates(article, context);
      sound.set(blocks, found.length === 0);
      if (row === undefined || found.length > 0) {
        return found;
      }
    }
    return row === undefined || isSound === false ? [] : checkRow(article, row, sources);
  });
}

/**
 * Of each file from its top to its end, whichever check found them, each once: every article finds anew
 * what is wrong in the job file.
 */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map(
    [...new Set(diagnostics.map(({ file }) => file))].map((file, index) => [file, index]),
  );
  const place = (file: string): number => files.get(file) ?? 0;
  const unlike = new Map(
    diagnostics.map((each) => [
      JSON.stringify([each.file, each.line, each.column, each.message]),
      each,
    ]),
  );
  return [...unlike.values()].toSorted(
    (a, b) => place(a.file) - place(b.file) || a.line - b.line || a.column - b.column,
  );
}

function onlyShard(job: Job, shard: Shard | undefined): Job {
  return shard === undefined
    ? job
    : { ...job, articles: job.articles.filter(({ slug }) => isInShard(slug, shard)) };
}
