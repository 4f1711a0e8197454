import path from "node:path";
import type { JobContext } from "./read/article-context.ts";
import { type Diagnostic, JobError } from "./diagnostics/diagnostics.ts";
import { type ArticleFile, findArticles, type FoundEntry } from "./folder/find-articles.ts";
import { SlugClaims } from "./folder/slug-claims.ts";
import { freezeDeeply } from "./freeze.ts";
import { type FoundFile, JobFolder, type LookedFor } from "./folder/job-folder.ts";
import { DiagnosticList } from "./diagnostics/diagnostic-list.ts";
import { openArticle, type ReadArticle } from "./read/open-article.ts";
import { unfoldOrReport } from "./read/unfold-or-report.ts";
import { readTableArticles } from "./read/read-table-articles.ts";
import { readFolders } from "./folder/read-folders.ts";
import { readProviders } from "./read/read-providers.ts";
import type { Overrides } from "./override.ts";
import { createContext } from "./read/job-context.ts";
import { type JobFile, readJobFile } from "./read/read-job-file.ts";
import type { Article, Job } from "./types.ts";

export interface LoadResult {
  /**
   * Undefined when the job file itself is unusable. Articles hold the blocks that are valid, even
   * when there are errors, so that later checks can add theirs.
   */
  readonly job: Job | undefined;
  /** The job's articles by the entry of its list that names them. */
  readonly groups: readonly (readonly Article[])[];
  /** Files of articles of which nothing can be read. */
  readonly unread: readonly ArticleFile[];
  /** All mistakes of all files, in the order of the files. */
  readonly diagnostics: readonly Diagnostic[];
  /** The texts of all files that were read, by the names that references use. */
  readonly sources: ReadonlyMap<string, string>;
  /** The ids of all blocks by slug, also of those that are not valid. */
  readonly declaredIds: ReadonlyMap<string, ReadonlySet<string>>;
  /** What it was read from, also when there are mistakes. */
  readonly looked: LookedFor;
}

/**
 * Reads a job file and all its articles, merges them with the defaults, and finds all mistakes.
 * It throws for none of them; a job with a diagnostic of severity `error` may not be run.
 * @param file the job file; relative paths are relative to the current folder.
 */
export async function loadJob(file: string, overrides: Overrides = {}): Promise<LoadResult> {
  const fullPath = path.resolve(file);
  const diagnostics = new DiagnosticList();
  const found: Found = { groups: [], unread: [], declaredIds: new Map() };
  const folder = JobFolder.open(path.dirname(fullPath));
  folder.looked.files.add(fullPath);
  const job = await readWhole(fullPath, folder, overrides, diagnostics, found);
  return {
    job,
    ...found,
    diagnostics: diagnostics.toDiagnostics(),
    sources: diagnostics.sources,
    looked: folder.looked,
  };
}

/** What reading the articles brings, one after the other. */
interface Found {
  readonly groups: (readonly Article[])[];
  readonly unread: ArticleFile[];
  readonly declaredIds: Map<string, ReadonlySet<string>>;
}

async function readWhole(
  fullPath: string,
  folder: JobFolder,
  overrides: Overrides,
  diagnostics: DiagnosticList,
  { groups, unread, declaredIds }: Found,
): Promise<Job | undefined> {
  const jobFile = await readJobFile(fullPath, diagnostics, overrides);
  if (jobFile === undefined) {
    return undefined;
  }
  const { file, raw, faulty } = jobFile;
  const { report } = diagnostics;
  const providers = readProviders(
    raw.providers,
    file,
    {
      dir: folder.dir,
      hasFaults: faulty.has("providers"),
      hasQueue: raw.queue !== undefined || faulty.has("queue"),
    },
    report,
  );
  const claims = new SlugClaims();
  const context = await createContext(
    jobFile,
    folder,
    diagnostics,
    providers,
    overrides.listPictures,
    claims,
  );
  const entries = findArticles(file, folder, claims, report);
  const files = entries.flatMap((entry): readonly FoundFile[] =>
    entry.kind === "files" ? entry.files : [entry.template, entry.data],
  );
  const { outputDir, answersDir } = readFolders(raw, files, file, folder, report);
  for (const entry of entries) {
    const read = await readEntry(entry, jobFile, unread, context);
    groups.push(read.map(({ article }) => article));
    for (const { article, declaredIds: ids } of read) {
      declaredIds.set(article.slug, ids);
    }
  }
  if (overrides.draft !== undefined) {
    const opened = await openArticle(overrides.draft, context);
    const read = await opened?.read(overrides.draft.slug);
    groups.push(read === undefined ? [] : [read.article]);
  }
  const { toc: _, frontMatter: _frontMatter, wording: _wording, ...output } = raw.output;
  const articles = groups.flat();
  return freezeDeeply<Job>({
    file: fullPath,
    dir: folder.dir,
    articles,
    neighbours: articles,
    providers,
    output: { ...output, dir: outputDir },
    answersDir,
    flex: raw.flex,
    batch: raw.batch,
    budget: { ...raw.budget, ...(raw.budget && { ref: file.refOf(["budget"]) }) },
    prices: new Map(Object.entries(raw.prices)),
    leaks: raw.leaks,
    ...(raw.queue && { queue: raw.queue }),
    publish: new Map(Object.entries(raw.publish)),
  });
}

/**
 * The articles of one entry of the job's `articles`.
 * @param unread takes the files that hold no article at all
 */
async function readEntry(
  entry: FoundEntry,
  { raw, file }: JobFile,
  unread: ArticleFile[],
  context: JobContext,
): Promise<readonly ReadArticle[]> {
  if (entry.kind === "table") {
    const table = raw.articles?.[entry.index];
    return typeof table === "object" ? readTableArticles(entry, table, file, context) : [];
  }
  const read: ReadArticle[] = [];
  for (const source of entry.files) {
    const opened = await openArticle(source, context);
    if (opened === undefined) {
      unread.push(source);
    } else {
      const { article, declaredIds } = await opened.read(source.slug);
      read.push({ article: unfoldOrReport(article, context.diagnostics.report), declaredIds });
    }
  }
  return read;
}

/**
 * What a job file names as its articles: files and globs, as they stand there.
 * @param file the job file
 * @throws JobError when it cannot be read
 */
export async function readPatterns(file: string): Promise<readonly string[]> {
  const diagnostics = new DiagnosticList();
  const jobFile = await readJobFile(path.resolve(file), diagnostics);
  if (jobFile === undefined) {
    throw new JobError(diagnostics.toDiagnostics());
  }
  return (jobFile.raw.articles ?? []).filter((entry) => typeof entry === "string");
}
