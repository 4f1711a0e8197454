import type { Price } from "../../job/types.ts";

/** Who sells models, and at what prices. */
export interface Vendor {
  readonly id: string;
  /** A pattern of the address of its API. */
  readonly host: string;
  /** Whether its own models have the same names and prices with others who sell them, such as gateways. */
  readonly isMaker: boolean;
  readonly batch?: number;
  readonly flex?: number;
  readonly priority?: number;
  readonly models: Readonly<Record<string, Price>>;
}
