import { join } from "node:path";
import type { Answer } from "../../answers/types.ts";
import { findOutdatedAlias } from "../../publish/alias-check.ts";
import { findDrifted } from "../../publish/drift.ts";
import { findFormats } from "../../article/formats/page-formats.ts";
import { openLinks } from "../../publish/neighbours.ts";
import { hashInputs } from "../../publish/inputs.ts";
import type { Manifest } from "../../publish/manifest.ts";
import type { ArticleTask, PreparedArticle } from "../prepare.ts";
import type { Posters } from "./sandbox.ts";

/** What an article's output is compared with. */
interface Published {
  readonly posters: Posters;
  /** Undefined when nothing is published. */
  readonly manifest: Manifest | undefined;
  readonly version: string;
}

/**
 * Whether what is published of an article is what a build would publish.
 * @returns why it is not, in words that follow the article's name; `missing` when nothing is published
 */
export async function findOutdated(
  { article, job, options, store }: ArticleTask,
  { planned }: PreparedArticle,
  { posters, manifest, version }: Published,
): Promise<"missing" | (string & {}) | undefined> {
  if (manifest === undefined) {
    return "missing";
  }
  const answers = new Map<string, Answer>();
  for (const { block, assessment } of planned) {
    if (assessment?.recorded !== undefined) {
      answers.set(block.id, assessment.recorded);
    }
  }
  const stale = new Set(
    planned.flatMap(({ block, assessment }) => (assessment?.stale === "kept" ? [block.id] : [])),
  );
  const shown = [...posters.values()].filter((poster) => poster !== undefined);
  const custom = options.formats;
  const formats = findFormats(job.output, custom);
  const links = await openLinks(article, answers, { job, records: store, formats });
  const inputs = hashInputs(article, job, answers, shown, version, { stale, custom, links });
  if (inputs !== manifest.inputs) {
    return "the article, its answers or its settings changed since it was published";
  }
  const drifted = findDrifted(join(job.output.dir, article.slug), manifest, "to the byte");
  if (drifted !== undefined) {
    return `${drifted} is not as it was published`;
  }
  const alias = findOutdatedAlias(article, job, inputs);
  return alias && `the page that leads on from its former name ${alias} is not as it should be`;
}
