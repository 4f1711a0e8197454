import { posix } from "node:path";
import picomatch from "picomatch";
import { PreloError } from "../errors.ts";
import type { Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { didYouMean, joinWithOr, suggestName } from "../job/diagnostics/suggest.ts";
import type { LoadResult } from "../job/load.ts";
import type { Article } from "../job/types.ts";
import type { JobOptions } from "./environment.ts";

/** What a command line says about which articles it means. */
export type Wanted = Pick<JobOptions, "articles" | "tags" | "limit">;

/** The articles that a command is about. */
export interface Selection {
  readonly articles: readonly Article[];
  /** How many more there would be without `--limit`. */
  readonly leftOut: number;
  /** Whether a mistake is in one of them, or in what they all share. */
  readonly concerns: (mistake: Pick<Diagnostic, "file" | "line">) => boolean;
}

/** What a name on the command line may stand for; `article` is missing for a file that cannot be read. */
interface Candidate {
  readonly slug: string;
  /** Its own, or its template and the file of its row. */
  readonly files: readonly string[];
  readonly article?: Article;
  /** Of a translation: that of the article into this language. */
  readonly language?: string;
}

/** Names in one hint at the most. */
const mostNames = 10;

/**
 * Chooses among a job's articles: those that one of the names means and that have one of the tags; of
 * each entry of the job's list the first few.
 * @throws PreloError USAGE for a name or a tag that means nothing
 */
export function selectArticles(
  { groups, unread }: Pick<LoadResult, "groups" | "unread">,
  { articles: names = [], tags = [], limit = Infinity }: Wanted,
): Selection {
  const all = groups.flat();
  const candidates: readonly Candidate[] = [
    ...all.map((article) => ({ slug: article.slug, files: filesOf(article), article })),
    ...unread.map(({ slug, name }) => ({ slug, files: [name] })),
    ...(names.length === 0 ? [] : all.flatMap((article) => translationsOf(article))),
  ];
  const named =
    names.length === 0 ? candidates : names.flatMap((name) => findNamed(name, candidates));
  const chosen = new Map<Article | undefined, Candidate[]>();
  for (const each of named) {
    const others = chosen.get(each.article);
    if (others === undefined) {
      chosen.set(each.article, [each]);
    } else {
      others.push(each);
    }
  }
  const tagged = tags.length === 0 ? all : tags.flatMap((tag) => findTagged(tag, all));
  const wanted = new Set(tagged.filter((article) => chosen.has(article)));
  if (wanted.size === 0 && tags.length > 0) {
    throw new PreloError("USAGE", "no article that --article names has a tag that --tag names");
  }
  const articles = groups.flatMap((group) =>
    group.filter((article) => wanted.has(article)).slice(0, limit),
  );
  const broken = named.flatMap(({ article, files }) => (article === undefined ? files : []));
  return {
    articles: articles.map((article) => narrow(article, chosen.get(article) ?? [])),
    leftOut: wanted.size - articles.length,
    concerns:
      names.length + tags.length === 0 && limit === Infinity
        ? () => true
        : whatConcerns(new Set(articles), candidates, new Set(broken)),
  };
}

function translationsOf(article: Article): readonly Candidate[] {
  return (article.translations?.to ?? []).map(({ language }) => ({
    slug: `${article.slug}/${language}`,
    files: [],
    article,
    language,
  }));
}

/**
 * An article of which only translations are named is translated into those languages alone.
 * @param names that mean it
 */
function narrow(article: Article, names: readonly Candidate[]): Article {
  const languages = names.flatMap(({ language }) => language ?? []);
  const { translations } = article;
  return translations === undefined || languages.length === 0 || languages.length < names.length
    ? article
    : { ...article, translations: { ...translations, only: languages } };
}

function filesOf({ file, row }: Article): readonly string[] {
  return row === undefined ? [file] : [file, row.ref.file];
}

/** A name, a path, or a glob of either. */
function findNamed(name: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const plain = name.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const isMatch = picomatch(plain, { dot: true });
  const isPath = /[/.]/.test(plain);
  const found = candidates.filter(({ slug, files, language }) =>
    (isPath && language === undefined ? files : [slug]).some(
      (each) => each === plain || isMatch(each),
    ),
  );
  if (found.length > 0) {
    return found;
  }
  const [, slug, tag] = /^([^/]+)\/([^/.]+)$/.exec(plain) ?? [];
  const source = candidates.find((each) => each.slug === slug)?.article;
  if (source !== undefined && tag !== undefined) {
    const languages = (source.translations?.to ?? []).map(({ language }) => language);
    throw new PreloError("USAGE", `the article ${source.slug} is not translated into "${tag}"`, {
      hint:
        languages.length === 0
          ? "It says no `translations: { to: […] }`."
          : listNames("Its languages are", languages),
    });
  }
  const isGlob = /[*?[{]/.test(plain);
  const known = [
    ...new Set(
      candidates.flatMap(({ slug: own, files, language }) =>
        isPath ? files : language === undefined ? [own] : [],
      ),
    ),
  ];
  throw new PreloError(
    "USAGE",
    isGlob || isPath ? `no article matches "${name}"` : `the job has no article "${name}"`,
    { hint: hintAt(plain, known) },
  );
}

/** The name that was meant; of a path, perhaps one in another folder. */
function hintAt(name: string, known: readonly string[]): string {
  const base = suggestName(
    posix.basename(name),
    known.map((each) => posix.basename(each)),
  );
  const inOther = known.filter((each) => posix.basename(each) === base);
  return (
    didYouMean(name, known) ??
    (inOther.length > 0
      ? `Did you mean ${joinWithOr(inOther.slice(0, mostNames).map((each) => `\`${each}\``))}?`
      : listNames("It has", known))
  );
}

function findTagged(tag: string, articles: readonly Article[]): readonly Article[] {
  const found = articles.filter(({ tags }) => tags.some((each) => fold(each) === fold(tag)));
  if (found.length > 0) {
    return found;
  }
  const known = [...new Set(articles.flatMap(({ tags }) => tags))];
  throw new PreloError("USAGE", `no article has the tag "${tag}"`, {
    hint:
      didYouMean(tag, known) ??
      (known.length === 0 ? "None has `tags`." : listNames("The tags are", known)),
  });
}

function fold(tag: string): string {
  return tag.normalize("NFC").trim().toLowerCase();
}

function listNames(begin: string, names: readonly string[]): string {
  const more = names.length - mostNames;
  return `${begin}: ${names.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/**
 * A mistake in a file of an article that was not chosen concerns nobody now; one in a data file concerns
 * the row on whose lines it stands. Any other file is everybody's.
 */
function whatConcerns(
  chosen: ReadonlySet<Article | undefined>,
  candidates: readonly Candidate[],
  broken: ReadonlySet<string>,
): Selection["concerns"] {
  const mine = new Set<string>(broken);
  const others = new Set<string>();
  /** The rows of each data file, by the lines on which they begin. */
  const rows = new Map<string, { readonly line: number; readonly isChosen: boolean }[]>();
  for (const { article, files } of candidates) {
    const isChosen = chosen.has(article) && article !== undefined;
    const [file = ""] = files;
    (isChosen ? mine : others).add(file);
    if (article?.row !== undefined) {
      const { ref } = article.row;
      const known = rows.get(ref.file) ?? [];
      known.push({ line: ref.line, isChosen });
      rows.set(ref.file, known);
    }
  }
  return ({ file, line }) => {
    const table = rows.get(file);
    if (table === undefined) {
      return mine.has(file) || !others.has(file);
    }
    const row = table.findLast((each) => each.line <= line);
    // Cells of other forms than CSV have lines of their own.
    return (
      row !== undefined && row.isChosen && (row.line === line || /\.(?:ya?ml|json)$/i.test(file))
    );
  };
}
