import type { Answer } from "../answers/types.ts";
import { writeArticleText } from "../article/article-text.ts";
import { isTextBlock } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import { attachedArticles } from "../plan/check-attached.ts";
import type { AttachedText, PlannedBlock } from "../plan/plan-context.ts";

/** Articles in their order, but each after those whose texts go along with its questions. */
export function orderArticles(articles: readonly Article[]): readonly Article[] {
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  const ordered = new Set<Article>();
  const add = (article: Article): void => {
    if (ordered.has(article) || !bySlug.delete(article.slug)) {
      return;
    }
    for (const { article: slug } of attachedArticles(article)) {
      const other = bySlug.get(slug);
      if (other !== undefined) {
        add(other);
      }
    }
    ordered.add(article);
  };
  articles.forEach(add);
  return [...ordered];
}

/**
 * The texts of the articles that go along with an article's questions.
 * @param plan plans another article of the job
 * @param isComing whether this command asks for what such an article lacks
 */
export async function openAttached(
  article: Article,
  articles: readonly Article[],
  plan: (other: Article) => Promise<Planned>,
  isComing: (other: Article) => boolean,
): Promise<ReadonlyMap<string, AttachedText>> {
  const texts = new Map<string, AttachedText>();
  for (const { article: slug } of attachedArticles(article)) {
    const other = articles.find((each) => each.slug === slug);
    if (other === undefined) {
      texts.set(slug, { isComing: false, outputTokens: 0 });
    } else if (!texts.has(slug)) {
      texts.set(slug, readText(await plan(other), isComing(other)));
    }
  }
  return texts;
}

/** An article, with all the blocks that are known to be in it. */
interface Planned {
  readonly article: Article;
  readonly planned: readonly PlannedBlock[];
}

function readText({ article, planned }: Planned, isComing: boolean): AttachedText {
  const answers = new Map<string, Answer>();
  let outputTokens = 0;
  let isOpen = false;
  for (const { block, ask, assessment } of planned) {
    if (!isTextBlock(block)) {
      continue;
    }
    outputTokens += block.text.maxOutputTokens;
    const recorded = ask ? undefined : assessment?.recorded;
    if (recorded === undefined) {
      isOpen = true;
    } else {
      answers.set(block.id, recorded);
    }
  }
  return isOpen ? { isComing, outputTokens } : { text: writeArticleText(article, answers) };
}
