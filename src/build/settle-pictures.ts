import { join } from "node:path";
import { recordOf } from "../answers/record-names.ts";
import type { RecordFolder } from "../answers/record-reader.ts";
import type { ReadResult } from "../answers/read-result.ts";
import type { AnswerStore } from "../answers/store.ts";
import type { Article, Job } from "../job/types.ts";
import {
  cacheInspections,
  type Inspect,
  inspectAlone,
} from "../pictures/inspection/cached-inspection.ts";
import { settleOriginals } from "../pictures/settle-originals.ts";
import { readManifest } from "../publish/manifest.ts";
import { once } from "./once.ts";

/** Looks at those originals whose files are not the recorded ones any more. */
export async function settleAll(
  {
    article,
    job,
    store,
    inspectPicture = inspectAlone,
  }: {
    readonly article: Article;
    readonly job: Job;
    readonly store: AnswerStore;
    readonly inspectPicture?: Inspect;
  },
  own: RecordFolder["own"],
): Promise<RecordFolder["own"]> {
  const { slug } = article;
  const settled = new Map(own);
  const published = once(() => readManifest(join(job.output.dir, slug))?.files ?? []);
  for (const block of article.blocks) {
    const read = own.get(block.id);
    if (block.kind !== "image" || read === undefined || !isChanged(read)) {
      continue;
    }
    const context = {
      name: recordOf(article, block),
      store,
      // What was published is not decoded again.
      inspectPicture: cacheInspections(published(), inspectPicture),
      limits: block.variants,
    };
    settled.set(block.id, await settleOriginals(read, context));
  }
  return settled;
}

function isChanged(read: ReadResult): boolean {
  const images = read.state === "read" && read.answer.kind === "image" ? read.answer.images : [];
  return images.some(({ changed }) => changed);
}
