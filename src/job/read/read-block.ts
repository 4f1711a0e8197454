import { type Block, kinds } from "../../blocks/kinds.ts";
import { placeTexts } from "../../blocks/source-text.ts";
import type { ArticleContext } from "./article-context.ts";
import { checkWhen } from "./read-repeat.ts";
import { createReader } from "./block-reader.ts";
import { reportIssues } from "../schema/check-value.ts";
import { explainIssues } from "../schema/explain-issue.ts";
import { explainBlockKey, nameOfKind } from "./find-kind.ts";
import type { FoundBlock } from "./found-block.ts";

/**
 * Reads one block by the schema of its kind; nothing when it is not valid.
 * @param others all blocks of the article
 */
export async function readBlock(
  found: FoundBlock,
  others: readonly FoundBlock[],
  context: ArticleContext,
): Promise<Block | undefined> {
  const { key, id, value, path } = found;
  const { file, job } = context;
  const kind = kinds[key];
  const { data, error } = kind.schema.safeParse(value);
  if (error !== undefined) {
    const issues = explainIssues(error.issues, {
      schema: kind.schema,
      value,
      name: nameOfKind(key),
      explainKey: (unknown) => explainBlockKey(unknown, key),
    });
    reportIssues(issues, file, path, job.diagnostics.report);
    return undefined;
  }
  placeTexts(data, (below) => file.textAt([...path, ...below]));
  const block = await kind.toBlock(
    { id, ref: file.refOf(path) },
    data,
    createReader(found, others, context),
  );
  return checkWhen(block?.when, job.diagnostics.report) ? block : undefined;
}
