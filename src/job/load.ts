import { existsSync } from "node:fs";
import path from "node:path";
import { addLevel, type JobContext, noLayers } from "./read/article-context.ts";
import { checkFile } from "./schema/check-value.ts";
import { type Diagnostic, JobError } from "./diagnostics/diagnostics.ts";
import { type ArticleFile, findArticles, type FoundEntry } from "./folder/find-articles.ts";
import { SlugClaims } from "./folder/slug-claims.ts";
import { placeTexts } from "../blocks/source-text.ts";
import { freezeDeeply } from "./freeze.ts";
import { type FoundFile, JobFolder, type LookedFor } from "./folder/job-folder.ts";
import { DiagnosticList } from "./diagnostics/diagnostic-list.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import { openArticle, type ReadArticle } from "./read/open-article.ts";
import { unfoldOrReport } from "./read/unfold-or-report.ts";
import { readHouseRules } from "./read/read-house-rules.ts";
import { readTableArticles } from "./read/read-table-articles.ts";
import { readFolders } from "./folder/read-folders.ts";
import { readProviders } from "./read/read-providers.ts";
import { readJobTranslations } from "./read/read-translations.ts";
import { readWording } from "./read/read-wording.ts";
import { readNamed } from "./folder/read-named.ts";
import { type ListPictures, override, type Overrides } from "./override.ts";
import { jobSchemaWith, optionalInPart, type RawJob } from "./schema/job.ts";
import type { Article, Job, Provider } from "./types.ts";
import { valueAt, type YamlFile } from "./yaml/yaml-file.ts";

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

interface JobFile {
  readonly file: YamlFile;
  readonly raw: RawJob;
  readonly faulty: ReadonlySet<string>;
}

async function readJobFile(
  fullPath: string,
  diagnostics: DiagnosticList,
  overrides: Overrides = {},
): Promise<JobFile | undefined> {
  const name = path.basename(fullPath);
  if (!existsSync(fullPath)) {
    reportNoJob(fullPath, diagnostics);
    return undefined;
  }
  const source = readNamed({ path: fullPath, name }, undefined, diagnostics);
  const file = source === undefined ? undefined : parseYaml(name, source, diagnostics);
  if (file === undefined) {
    return undefined;
  }
  if (holdsKey(file, "blocks") && !holdsKey(file, "articles")) {
    const message = "This is an article, not a job file.";
    const article = path.basename(name, path.extname(name));
    const hint = `Build it by the job that lists it, as in \`prelo build pipeline.yaml --article ${article}\`.`;
    diagnostics.report({ file: name, line: 1, column: 1 }, message, hint);
    return undefined;
  }
  const schema = jobSchemaWith(overrides.customFormats);
  const subject = { schema, value: override(file.value, overrides), name: "the job file" };
  const partial = schema.partial(optionalInPart);
  const checked = checkFile(subject, partial, file, diagnostics.report);
  if (checked === undefined) {
    return undefined;
  }
  // The group's keys are renamed, so that its texts are placed by themselves.
  placeTexts(checked.data.output.frontMatter, (at) =>
    file.textAt(["output", "front_matter", ...at]),
  );
  placeTexts(checked.data, (at) => file.textAt(at));
  return { file, raw: checked.data, faulty: checked.faulty };
}

function holdsKey({ value }: YamlFile, key: string): boolean {
  return valueAt(value, [key]) !== undefined;
}

function reportNoJob(fullPath: string, { report }: DiagnosticList): void {
  const { dir, name, base } = path.parse(fullPath);
  const other = ["yaml", "yml"].map((extension) => `${name}.${extension}`);
  const found = other.find((each) => each !== base && existsSync(path.join(dir, each)));
  report(
    { file: base, line: 1, column: 1 },
    "There is no such job file.",
    found === undefined
      ? "`prelo init` writes a new project; `prelo build PATH` takes a job file that lies elsewhere."
      : `There is ${found}: name it, as in \`prelo build ${found}\`.`,
  );
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

async function createContext(
  { raw, file, faulty }: JobFile,
  folder: JobFolder,
  diagnostics: DiagnosticList,
  providers: ReadonlyMap<string, Provider>,
  listPictures: ListPictures | undefined,
  claims: SlugClaims,
): Promise<JobContext> {
  const providerNames = namesOfProviders(file, providers);
  const known = { pictures: new Map(), attached: new Map() };
  const context = { folder, ...known, listPictures, diagnostics, providerNames };
  const level = { raw, file, bases: [folder.dir], faulty };
  const layers = await addLevel(noLayers, level, context);
  const wording = readWording(raw.output.wording, file, context);
  return {
    ...context,
    providers,
    claims,
    layers,
    vars: raw.vars,
    ...(raw.system !== undefined && { system: raw.system }),
    ...(wording !== undefined && { wording }),
    rules: readHouseRules(raw, { file, bases: [folder.dir] }, {}, context),
    ...(raw.translations !== undefined && {
      translations: readJobTranslations(raw.translations, file, context),
    }),
    toc: raw.output.toc,
    frontMatter: raw.output.frontMatter,
  };
}

/** Also the names of providers that are not valid: to call those unknown would mislead. */
function namesOfProviders(file: YamlFile, providers: ReadonlyMap<string, Provider>): Set<string> {
  const named = valueAt(file.value, ["providers"]);
  return new Set([...providers.keys(), ...Object.keys(Object(named))]);
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
