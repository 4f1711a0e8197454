import { PreloError } from "../errors.ts";
import { createRandom } from "./draw.ts";

/** One request as a test may look at it; the key itself is never passed on. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** The JSON body, or the fields of a form; undefined when it is neither. */
  readonly body: unknown;
  /** True when the request came with an Authorization header. */
  readonly authorization: boolean;
}

/** What a sandbox has seen so far. */
export interface SandboxStats {
  /** Requests by path, whatever came of them; files and posters count as `/files` and `/posters`. */
  readonly paths: Readonly<Record<string, number>>;
  /** API requests that were answered 200. */
  readonly answered: number;
  /** Pictures promised or sent in image replies. */
  readonly images: number;
  /** Pictures and posters that were sent whole. */
  readonly downloads: number;
  /** API requests that were refused with 429. */
  readonly rateLimited: number;
  /** Lines of batches that were answered 200. */
  readonly batchLines: number;
  /** Faults that were asked for, and happened. */
  readonly faults: number;
  /** The most API requests that were in the server at one time. */
  readonly peakConcurrency: number;
}

export interface SandboxOptions {
  /** 0 (the default): any free one. */
  readonly port?: number;
  readonly host?: "127.0.0.1";
  /** Waited before each API reply; 0 by default. */
  readonly latencyMs?: number;
  /** Enforced on API requests. Unset: no limit. */
  readonly requestsPerMinute?: number;
  /** How many API requests may come at once; a whole minute's worth by default. */
  readonly burst?: number;
  /** Share of API requests, 0 to 1, that get a 500 or a 503. */
  readonly errorRate?: number;
  /** Share of API requests whose connection is reset. */
  readonly resetRate?: number;
  /** Share of API requests that are never answered. */
  readonly hangRate?: number;
  /** Share of picture downloads that break off in the middle. */
  readonly cutRate?: number;
  /** Share of requests with `service_tier: flex`, 0 to 1, for which there is no room: a 429. */
  readonly flexRefuseRate?: number;
  /** From a batch's creation to its end, if its lines take no longer; 1 by default. */
  readonly batchSeconds?: number;
  /** How many prompt tokens of a model may be in batches at one time. Unset: no limit. */
  readonly batchTokens?: number;
  /** Share of batches that expire when half of their lines are answered. */
  readonly batchExpireRate?: number;
  /** Share of batches whose results lack lines, though all count as answered. */
  readonly batchShortRate?: number;
  /** Share of batches half of whose lines come back with the status 0. */
  readonly batchZeroRate?: number;
  /** Life of a picture's link; an hour by default. */
  readonly linkSeconds?: number;
  /**
   * What an image reply holds when the request does not say: as the real API does (`auto`, the
   * default: base64 from gpt-image models, links from others), or always links, or always base64.
   */
  readonly imageReply?: ImageReply;
  /** Decides about faults, one draw for each kind whose rate is above 0. Default: a fixed sequence. */
  readonly random?: () => number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Called once a request's body is read. */
  readonly onRequest?: (request: SeenRequest) => void;
}

export const imageReplies = ["url", "base64", "auto"] as const;
export type ImageReply = (typeof imageReplies)[number];

type Optional = "requestsPerMinute" | "batchTokens" | "onRequest";
/** The options with every default in place. */
export type SandboxSettings = Readonly<
  Required<Omit<SandboxOptions, Optional>> & Pick<SandboxOptions, Optional>
>;

function checkNumber(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    const range = high === Infinity ? `${low} or more` : `from ${low} to ${high}`;
    throw new PreloError(
      "USAGE",
      `The sandbox's ${name} must be a number ${range}; it is ${value}.`,
    );
  }
}

/**
 * Merges the options with the defaults, once.
 * @throws PreloError USAGE when a number is out of range
 */
export function resolveOptions(options: SandboxOptions): SandboxSettings {
  const settings: SandboxSettings = {
    port: 0,
    host: "127.0.0.1",
    latencyMs: 0,
    burst: Math.max(1, Math.ceil(options.requestsPerMinute ?? 1)),
    errorRate: 0,
    resetRate: 0,
    hangRate: 0,
    cutRate: 0,
    flexRefuseRate: 0,
    batchSeconds: 1,
    batchExpireRate: 0,
    batchShortRate: 0,
    batchZeroRate: 0,
    linkSeconds: 3600,
    imageReply: "auto",
    random: createRandom("faults"),
    now: Date.now,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  checkNumber("port", settings.port, 0, 65_535);
  checkNumber("latency in milliseconds", settings.latencyMs, 0, 3_600_000);
  checkNumber("requests per minute", settings.requestsPerMinute ?? 1, 0.001, Infinity);
  checkNumber("burst", settings.burst, 1, Infinity);
  checkNumber("link life in seconds", settings.linkSeconds, 0, 31_536_000);
  checkNumber("seconds of a batch", settings.batchSeconds, 0, 86_400);
  checkNumber("tokens in batches", settings.batchTokens ?? 1, 1, Infinity);
  for (const [name, value] of Object.entries(settings)) {
    if (name.endsWith("Rate") && typeof value === "number") {
      checkNumber(
        name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
        value,
        0,
        1,
      );
    }
  }
  return Object.freeze(settings);
}
