import type { LimitFunction } from "p-limit";
import type { MakeVariants } from "./variants/make-variants.ts";
import type { RunContext } from "../requests/context.ts";

/** What the pictures of a run share. */
export interface PictureRun extends Pick<
  RunContext,
  | "store"
  | "emit"
  | "now"
  | "clock"
  | "client"
  | "connectionOf"
  | "downloads"
  | "inspectPicture"
  | "stopping"
  | "aborting"
> {
  /** Bounds their decoding and encoding, apart from requests and downloads. */
  readonly pictures: LimitFunction;
  readonly makeVariants: MakeVariants;
}
