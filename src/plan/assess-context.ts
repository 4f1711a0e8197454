import type { Found } from "../answers/record-reader.ts";
import type { Article, Provider } from "../job/types.ts";
import type { CheckContext, Rejected } from "./assess-checks.ts";
import type { StaleIs } from "./assessment.ts";

/** What decides about one block. */
export interface AssessContext {
  readonly article: Article;
  /** The provider that the job names for this block. */
  readonly named: Provider;
  /** The provider that is really asked; the sandbox may stand in. */
  readonly asked: Provider;
  /** Bodies of the answers it uses, by id. */
  readonly bodies: Readonly<Record<string, string>>;
  /** Whether `--refresh` names this block. */
  readonly refresh: boolean;
  /** The numbers of the pictures of it that `--refresh` names. */
  readonly again?: readonly number[];
  /** The block that takes the record which stands under this one's name, as the answer to its own. */
  readonly takenBy?: string | undefined;
  /** A record under another name that answers a request, by its fingerprint. */
  readonly findElsewhere?: (fingerprint: string) => Found | undefined;
  /** A record about the same item of a list, wherever it stands. */
  readonly findKeyed?: () => Found | undefined;
  /** What becomes of an answer to an older request: a person may have said that it is right. */
  readonly staleIs?: StaleIs;
  /** Unset for a block whose answer is not checked. */
  readonly checks?: CheckContext;
  /** How often it may be asked, all in all, until its answer passes. */
  readonly attempts: number;
  /** What came of a request and was kept aside. */
  readonly findRejected?: (fingerprint: string) => Rejected | undefined;
}
