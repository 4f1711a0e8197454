import type { Batches } from "./batches/batches-api.ts";
import type { FileStore } from "./batches/stored-files.ts";
import type { ImageLinks } from "./downloads.ts";
import type { SandboxSettings, SandboxStats } from "./options.ts";
import type { CacheVisit } from "./prompt-cache.ts";
import type { RateLimiter } from "./trouble.ts";

/** What the requests to a running sandbox share. */
export interface SandboxState {
  readonly settings: SandboxSettings;
  readonly stats: { -readonly [Name in keyof SandboxStats]: SandboxStats[Name] } & {
    readonly paths: Record<string, number>;
  };
  /** How many API requests are in the server now. */
  inside: number;
  readonly links: ImageLinks;
  readonly limiter: RateLimiter;
  /** How often conversations have asked for a picture, by its prompt. */
  readonly turns: Map<string, number>;
  readonly files: FileStore;
  readonly batches: Batches;
  /** Looks into the cache of prompts, for a request that has just arrived. */
  readonly visitCache: () => CacheVisit;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Aborted when the server closes. */
  readonly signal: AbortSignal;
}
