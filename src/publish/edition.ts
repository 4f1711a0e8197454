import type { Answer } from "../answers/types.ts";
import type { ArticleDocument } from "../article/types.ts";
import type { Article, Job } from "../job/types.ts";
import type { MadeVariant } from "../pictures/picture-renderer.ts";
import type { SecretFinder } from "../secrets/find.ts";
import type { Page } from "./publish.ts";

/** Everything that an article would publish, and what it was made from. */
export interface Edition {
  readonly article: Article;
  readonly job: Job;
  readonly document: ArticleDocument;
  readonly answers: ReadonlyMap<string, Answer>;
  /** With the manifest. */
  readonly pages: readonly Page[];
  /** The pictures that were made for it. */
  readonly made: readonly Pick<MadeVariant, "file" | "block" | "bytes">[];
  readonly secrets: SecretFinder;
}
