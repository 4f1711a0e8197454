import type { Article, Job } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { settingsOf } from "../job/asked.ts";
import { findDependencies } from "../plan/dependencies.ts";

/** Articles that are worked on beyond those whose requests are out: their pages are set. */
const articlesBeyondRequests = 2;
/** So many times the requests that can be out must stand ready, so that no slot waits for one. */
const reserve = 2;

/**
 * How many articles may be open at once: enough to fill the slots of every model, however the
 * requests are spread over the articles, and no more, since what is open is held in memory.
 * @param concurrency the most requests that can be out to one provider
 */
export function countOpenArticles(
  { articles }: Pick<Job, "articles">,
  concurrency: number,
): number {
  // One request at a time of each: the last blocks of an article often wait for the others.
  const most = concurrency + articlesBeyondRequests;
  const ready = articles.map((article) => countReady(article));
  const models = new Set(ready.flatMap((counts) => [...counts.keys()]));
  const needed = [...models].map((model) => {
    // An article without a request to the model may stand before all that have one.
    const fewest = Math.min(...ready.map((counts) => counts.get(model) ?? 0));
    return fewest === 0 ? most : Math.ceil((reserve * concurrency) / fewest);
  });
  return Math.min(most, Math.max(0, ...needed) + articlesBeyondRequests);
}

/** An article's requests that wait for no other, by provider and model. */
function countReady(article: Article): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const block of listAsked(article)) {
    if (findDependencies(article, block).length > 0) {
      continue;
    }
    const { provider, model } = settingsOf(block);
    const queue = JSON.stringify([provider, model]);
    counts.set(queue, (counts.get(queue) ?? 0) + 1);
  }
  return counts;
}
