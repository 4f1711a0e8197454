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
  /** The hash of what its pages would be made from. */
  readonly inputs: string;
  /** Undefined when nothing is published. */
  readonly manifest: Manifest | undefined;
}

/**
 * Whether what is published of an article is what a build would publish.
 * @returns why it is not, in words that follow the article's name; `missing` when nothing is published
 */
export function findOutdated(
  { article, job }: ArticleTask,
  { inputs, manifest }: Published,
): "missing" | (string & {}) | undefined {
  if (manifest === undefined) {
    return "missing";
  }
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

/** The answers that are recorded, by their blocks' ids. */
export function recordedAnswers({
  planned,
}: Pick<PreparedArticle, "planned">): ReadonlyMap<string, Answer> {
  return new Map(
    planned.flatMap(({ block, assessment }) =>
      assessment?.recorded === undefined ? [] : [[block.id, assessment.recorded] as const],
    ),
  );
}

/** The hash of what the pages would be made from, by the answers that are recorded. */
export async function hashPlanned(
  { job, options, store }: ArticleTask,
  { article, planned }: PreparedArticle,
  posters: Posters,
  version: string,
  translated: Pick<Parameters<typeof hashInputs>[5] & object, "languages" | "source"> = {},
): Promise<string> {
  const answers = recordedAnswers({ planned });
  const stale = new Set(
    planned.flatMap(({ block, assessment }) => (assessment?.stale === "kept" ? [block.id] : [])),
  );
  const shown = [...posters.values()].filter((poster) => poster !== undefined);
  const custom = options.formats;
  const formats = findFormats(job.output, custom);
  const links =
    article.translates === undefined
      ? await openLinks(article, answers, { job, records: store, formats })
      : undefined;
  const setting = { stale, custom, ...(links !== undefined && { links }), ...translated };
  return hashInputs(article, job, answers, shown, version, setting);
}
