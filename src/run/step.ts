import type { Answer, ImageAnswer } from "../answers/types.ts";
import type {
  Bound,
  ImageBlock,
  Provider,
  ResolvedRequest,
  TextBlock,
  Usage,
} from "../job/types.ts";

/** A request that has to be sent. */
export interface Ask {
  readonly ask: true;
  readonly request: ResolvedRequest;
  readonly provider: Provider;
  readonly bound: Bound;
  /** Hashes of the answers that the prompt quotes, by id. */
  readonly uses: Readonly<Record<string, string>>;
  /** Pictures of the same request that are recorded already. */
  readonly partial?: ImageAnswer;
}

/** An answer that stands, and costs nothing. */
export interface Reuse {
  readonly ask: false;
  readonly answer: Answer;
}

/** One block to be answered: what it waits for, and how to decide once that is known. */
export interface Step {
  readonly block: TextBlock | ImageBlock;
  readonly dependsOn: readonly string[];
  /** @throws PreloError when the block can neither be asked nor reused */
  readonly decide: (bodies: Readonly<Record<string, string>>) => Promise<Ask | Reuse>;
}

/** What a reply cost in US dollars; undefined when the price or the usage is unknown. */
export type PriceReply = (
  model: string,
  reply: { usage?: Usage | undefined; pictures?: number },
) => number | undefined;
