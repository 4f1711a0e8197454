import type { Result } from "ioredis";
import type { Job, Provider } from "../../job/types.ts";
import { toError } from "../../errors.ts";
import { limitsScript } from "./limits-script.ts";
import { openRedis, type Redis, type RedisAccess } from "../machines/redis.ts";
import { type CallLimits, SharedLimits, type SharedLimitsOptions } from "./shared-limits.ts";

/** The limits that a run shares with other machines, over one connection. */
export interface Sharing {
  /** A model's limits; undefined where they are this machine's alone. */
  readonly limitsOf: (provider: Provider, model: string) => SharedLimits | undefined;
  readonly close: () => Promise<void>;
}

export interface SharingOptions extends Pick<SharedLimitsOptions, "clock" | "random"> {
  readonly queue: Job["queue"];
  readonly variables: RedisAccess["variables"];
  readonly baseUrlOf: (provider: Provider) => Promise<string>;
}

/** Connects at the first request to a provider whose limits are shared, and not before. */
export function openSharing({ queue, variables, baseUrlOf, ...times }: SharingOptions): Sharing {
  let opened: Promise<{ readonly redis: Redis; readonly callLimits: CallLimits }> | undefined;
  return {
    limitsOf: (provider, model) => {
      if (queue === undefined || provider.limits.shared !== true) {
        return undefined;
      }
      const { urlEnv } = queue;
      const connect = async () => {
        const redis = await openRedis({ urlEnv, variables, failsFast: true });
        return { redis, callLimits: toCallLimits(redis) };
      };
      const open = async (): Promise<CallLimits> => (await (opened ??= connect())).callLimits;
      const baseUrl = (): Promise<string> => baseUrlOf(provider);
      return new SharedLimits({ queue, provider, model, open, baseUrl, ...times });
    },
    close: async () => {
      // Whoever could not connect was told already.
      const connection = await opened?.catch(() => undefined);
      connection?.redis.disconnect();
    },
  };
}

/** Calls the script by its hash, which Redis remembers: its text is sent once. */
export function toCallLimits(redis: Redis): CallLimits {
  redis.defineCommand("preloLimits", { lua: limitsScript, numberOfKeys: 1 });
  let why: Error | undefined;
  redis.on("error", (error) => (why = error));
  redis.on("ready", () => (why = undefined));
  return async (key, ...args) => {
    try {
      return await redis.preloLimits(key, ...args);
    } catch (error) {
      // What Redis says itself; else only that the connection is lost, and not why.
      const isReply = toError(error).name === "ReplyError";
      throw isReply ? error : (why ?? new Error("the connection was lost", { cause: error }));
    }
  };
}

declare module "ioredis" {
  interface RedisCommander<Context> {
    preloLimits(key: string, ...args: readonly (string | number)[]): Result<unknown, Context>;
  }
}
