import type { ErrorCode } from "../../errors.ts";
import type { SourceRef } from "../../job/types.ts";

/** Something that keeps what is recorded or published from being current. */
export interface Finding {
  /** Undefined for what concerns all articles. */
  readonly article: string | undefined;
  readonly block: string | undefined;
  readonly ref: SourceRef;
  readonly code: ErrorCode;
  readonly message: string;
  /** True for what is told and lets the check pass. */
  readonly isWarning?: true;
}
