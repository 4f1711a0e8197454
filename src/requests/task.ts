import type { NewTextAnswer } from "../answers/text-record.ts";
import type { Answer, ImageAnswer, TextAnswer } from "../answers/types.ts";
import type { PreloError } from "../errors.ts";
import type { Billed } from "../plan/prices/bill.ts";
import type { CheckFailure, FindFailures } from "../checks/types.ts";
import type {
  AltBlock,
  Bound,
  ImageBlock,
  JsonObject,
  Provider,
  ResolvedRequest,
  TextBlock,
} from "../job/types.ts";

/** A request that has to be sent. */
export interface Ask {
  readonly ask: true;
  /** Why it may not be sent after all (`--frozen`); what is recorded of its answer is kept. */
  readonly refusal?: PreloError;
  readonly request: ResolvedRequest;
  /** Its body as the record tells it: without the texts of the answers that it quotes. */
  readonly recorded: JsonObject;
  readonly provider: Provider;
  readonly bound: Bound;
  /** Hashes of the answers that the prompt quotes, by id. */
  readonly uses: Readonly<Record<string, string>>;
  /** Which item of a list it is about. */
  readonly key?: string;
  /** Sent again without a tier where the flex tier has no room. */
  readonly fallsBack?: boolean;
  /** Set for one that goes by batch: the most it can cost there, in US dollars. */
  readonly inBatch?: { readonly usd: number | undefined };
  /** Whether the answer to another block's same request may stand for it. */
  readonly mayShare: boolean;
  /**
   * Gives the body as it is sent: the request's own, with the pictures themselves in place of
   * their hashes. Unset: the request's own. Called for each attempt, so that none is held longer.
   */
  readonly fillBody?: () => Promise<JsonObject>;
  /** Pictures of the same request that are recorded already. */
  readonly partial?: ImageAnswer;
  /** The numbers of those among them that are asked for again. */
  readonly again?: readonly number[];
  /**
   * Records what came, and gives the answer as it is then read: for one that is part of another record.
   * Unset: it becomes the block's.
   */
  readonly keep?: (came: NewTextAnswer) => Promise<TextAnswer | undefined>;
  /** What of another record it takes the place of, where that is asked for anew; see `identify`. */
  readonly replaces?: string;
  /** What the answer must pass; unset for one that is taken as it comes. */
  readonly checks?: AskedChecks;
}

/** The checks of an answer that is asked for. */
export interface AskedChecks {
  /** How often it may be asked for, all in all. */
  readonly attempts: number;
  readonly findFailures: FindFailures;
  /** How many attempts of the same request an earlier run made. */
  readonly spent: number;
  /** What the attempt that is kept aside already fails, of the same request. */
  readonly best?: readonly CheckFailure[];
}

/** An answer that is there already, and costs nothing. */
export interface Reuse {
  readonly ask: false;
  readonly answer: Answer;
  /** True for one to an older request, which is used all the same. */
  readonly isStale?: boolean;
}

/** One block to be answered: what it waits for, and how to decide once that is known. */
export interface Task {
  readonly block: TextBlock | ImageBlock | AltBlock;
  readonly dependsOn: readonly string[];
  /**
   * What the block takes from an answer that it uses, whole or in part; undefined when that does
   * not hold it. Unset: a text's body.
   */
  readonly contentOf?: (id: string, answer: Answer) => string | undefined;
  /** @throws PreloError when the block can neither be asked nor reused */
  readonly decide: (bodies: Readonly<Record<string, string>>) => Promise<Ask | Reuse>;
}

/** What a reply cost in US dollars; undefined when the price or the usage is unknown. */
export type PriceReply = (
  request: Pick<ResolvedRequest, "provider" | "model">,
  reply: Billed,
) => number | undefined;
