import type { Edition } from "./edition.ts";
import { findLeaks, type Published } from "./leaks.ts";
import { PublishError } from "../article/publish-error.ts";
import type { Article } from "../job/types.ts";
import { isAllowed } from "../secrets/fingerprint.ts";
import { scan } from "../secrets/scanner.ts";
import { describeLeaks, leaksShown, type TracedLeak } from "./describe-leaks.ts";
import { traceLeak } from "./leak-sources.ts";

/**
 * Fingerprints are slow: an article with more alarms than this is refused without looking at them.
 */
const mostAllowed = 200;

/**
 * The last gate before anything of an article is published: its pages and manifest, the names of
 * its files, what its pictures say beside their pixels.
 * @throws PublishError LEAK_FOUND naming file, line, kind and block of each leak, never a secret
 */
export async function assertNoLeak(edition: Edition): Promise<void> {
  const { article, job, pages, made, secrets } = edition;
  const texts: Published[] = [
    ...pages,
    { file: "(the names of the files)", text: nameFiles(article, pages, made) },
    ...(await readPictures(made)),
  ];
  const leaks = await findLeaks(texts, secrets, scan);
  const refused = leaks.filter(
    (leak, index) => index >= mostAllowed || !isAllowed(leak, job.leaks.allow),
  );
  if (refused.length === 0) {
    return;
  }
  const traced = refused
    .slice(0, leaksShown)
    .map((leak): TracedLeak => ({ leak, trace: traceLeak(leak, edition) }));
  const { message, hint } = describeLeaks(traced, refused.length, secrets);
  const block = traced.find(({ trace }) => trace.block !== undefined)?.trace.block;
  throw new PublishError("LEAK_FOUND", message, { hint, block });
}

function nameFiles(article: Article, pages: Edition["pages"], made: Edition["made"]): string {
  return [article.slug, ...[...pages, ...made].map(({ file }) => file)].join("\n");
}

async function readPictures(made: Edition["made"]): Promise<readonly Published[]> {
  if (made.length === 0) {
    return [];
  }
  const { readPictureTexts } = await import("../pictures/inspection/texts.ts");
  return Promise.all(
    made.map(async ({ file, bytes }) => ({ file, text: await readPictureTexts(bytes) })),
  );
}
