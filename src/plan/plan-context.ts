import { type RecordName, recordPath } from "../answers/record-name.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { recordOf } from "../answers/record-names.ts";
import { articleKey, listAttached } from "../job/conversation.ts";
import { noAllotment } from "./allotment.ts";
import type { Found } from "../answers/record-reader.ts";
import type { ReadResult } from "../answers/read-result.ts";
import type { Asked } from "../job/asked.ts";
import type { Article, Bound, Provider, ResolvedRequest } from "../job/types.ts";
import type { Allotment, Candidate } from "./allotment.ts";
import type { CheckContext, Rejected } from "./assess-checks.ts";
import type { PriceOf } from "./prices/prices.ts";
import type { Status } from "../answers/types.ts";
import type { Assessment, StaleIs } from "./assessment.ts";

/** Everything that is needed to decide about an article's blocks, before or during a run. */
export interface PlanContext {
  readonly article: Article;
  readonly read: ReadonlyMap<string, ReadResult>;
  /** The provider a block names, and the one that is really asked. */
  readonly providerFor: (block: Asked) => { named: Provider; asked: Provider };
  readonly refreshes: (block: Asked) => boolean;
  /** The numbers of a block's pictures that are asked for again. */
  readonly asksAgain?: (block: Asked) => readonly number[];
  readonly priceOf: PriceOf;
  /** Which blocks go by batch, and whether what no batch answers is never asked otherwise; unset for none. */
  readonly batch?: {
    readonly takes: (block: Asked) => boolean;
    readonly isOnly: boolean;
  };
  /** All records that answer a request, by its fingerprint: the article's first, whatever their names. */
  readonly findRecords?: (fingerprint: string) => readonly Candidate[];
  /** What becomes of a block's answer to an older request; unset: another is asked for. */
  readonly staleIs?: (block: Asked) => StaleIs;
  /** The records about the item that a repeated block is about, whatever their names. */
  readonly findKeyed?: (block: Asked) => readonly Found[];
  /** What came of the article's requests and was kept aside. */
  readonly rejected?: () => readonly Rejected[];
  /** Which block takes whose record, once the article is planned. */
  readonly allotment?: Allotment;
  /** The articles whose texts go along with questions, by slug. */
  readonly attached?: ReadonlyMap<string, AttachedText>;
  /** The checks of a block that has some. */
  readonly checksOf?: (block: Asked) => CheckContext | undefined;
}

/** An article that goes along with a question: its text, once all its answers are there. */
export type AttachedText =
  | { readonly text: string }
  /** `isComing`: this build asks for what is missing; else it waits in vain. */
  | { readonly isComing: boolean; readonly outputTokens: number };

/** The texts of the articles that go along with a block, by what stands for them among those of answers. */
export function articleTexts(
  block: Asked,
  { article, attached }: Pick<PlanContext, "article" | "attached">,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listAttached(article, block).flatMap((each) => {
      const found = "article" in each ? attached?.get(each.article) : undefined;
      return found !== undefined && "text" in found && "article" in each
        ? [[articleKey(each.article), found.text] as const]
        : [];
    }),
  );
}

/** The articles that go along with a block and whose texts are not there, by slug. */
export function openArticles(
  block: Asked,
  { article, attached = new Map() }: Pick<PlanContext, "article" | "attached">,
): ReadonlyMap<string, Exclude<AttachedText, { readonly text: string }>> {
  return new Map(
    listAttached(article, block).flatMap((each) => {
      const found = "article" in each ? attached.get(each.article) : undefined;
      return found !== undefined && !("text" in found) && "article" in each
        ? [[each.article, found] as const]
        : [];
    }),
  );
}

/** One block of a plan. */
export interface PlannedBlock {
  readonly block: Asked;
  readonly dependsOn: readonly string[];
  readonly status: Status;
  readonly ask: boolean;
  readonly reasons: readonly string[];
  readonly warning?: string;
  /** Undefined while an answer that its prompt quotes is still to come. */
  readonly assessment?: Assessment;
  /** What is asked; while it waits, with the answers that are recorded now. */
  readonly request?: ResolvedRequest;
  /** Where the record of a block that waits stands now, and whether another makes way: as in an assessment. */
  readonly movedFrom?: RecordName;
  readonly displaces?: true;
  /** True when a build comes to a stop at it: it is neither asked nor published. */
  readonly isStopped?: true;
  /** The block whose answer, which is still to come, is its own as well. */
  readonly sharesWith?: string;
  /** Of what would be sent, with every attempt that checks allow; undefined when nothing is. */
  readonly bound?: Bound;
}

/** How often a block may be asked until its answer passes its checks. */
export function attemptsOf(
  block: Asked,
  { providerFor }: Pick<PlanContext, "providerFor">,
): number {
  if (block.kind === "image") {
    return 1;
  }
  return providerFor(block).asked.name === sandboxProvider ? 1 : (block.checks?.attempts ?? 1);
}

/** Which block takes the record that stands under this one's name. */
export function takerOf(
  block: Asked,
  { article, allotment = noAllotment }: PlanContext,
): string | undefined {
  const taker = allotment.taken.get(recordPath(recordOf(article, block)));
  return taker?.id === block.id ? undefined : taker?.id;
}
