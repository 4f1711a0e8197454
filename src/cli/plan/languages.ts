import type { ArticleReport } from "../../build/plan-report.ts";
import { plural } from "../../job/diagnostics/plural.ts";

/** What the translations into one language would take at most. */
interface LanguageTotal {
  readonly requests: number;
  /** Undefined when a price is missing or nothing bounds the cost. */
  readonly usd: number | undefined;
}

/** Adds up the translations of each language, in the order in which they are first named. */
export function sumLanguages(
  articles: readonly ArticleReport[],
): ReadonlyMap<string, LanguageTotal> {
  const sums = new Map<string, LanguageTotal>();
  for (const { article, blocks } of articles) {
    for (const { requests, bound, isUnbounded } of article.translates === undefined ? [] : blocks) {
      const { language } = article;
      const { requests: before, usd } = sums.get(language) ?? { requests: 0, usd: 0 };
      const own = requests === 0 ? 0 : isUnbounded ? undefined : bound?.usd;
      sums.set(language, {
        requests: before + requests,
        usd: usd === undefined || own === undefined ? undefined : usd + own,
      });
    }
  }
  return sums;
}

/** `Of that for translations: es 3 requests, at most $0.0123.` */
export function renderLanguages(articles: readonly ArticleReport[]): readonly string[] {
  const asked = [...sumLanguages(articles)].filter(([, { requests }]) => requests > 0);
  const told = asked.map(([language, { requests, usd }]) => {
    const most = usd === undefined ? "" : `, at most $${usd.toFixed(4)}`;
    return `${language} ${plural(requests, "request")}${most}`;
  });
  return told.length === 0 ? [] : [`Of that for translations: ${told.join("; ")}.`];
}
