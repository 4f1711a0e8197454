import type { Redis } from "ioredis";
import { codeOf, PreloError, toError } from "../../errors.ts";
import { readVariable } from "../../job/provider-variables.ts";
import type { Variables } from "../../secrets/collect.ts";
import type { QueueSettings } from "../../job/types.ts";

export type { Redis } from "ioredis";

const connectTimeoutMs = 10_000;
const longestSilenceMs = 5000;
const shortestRetryMs = 100;
const longestRetryMs = 2000;

/** Which variable holds Redis' address, and the environment that sets it. */
export interface RedisAccess extends Pick<QueueSettings, "urlEnv"> {
  readonly variables: Variables;
  /** True: a command fails at once while the connection is lost, or when there is no reply for 5 s. */
  readonly failsFast?: boolean;
}

/**
 * Connects to Redis, and makes sure that it forgets nothing by itself. Once open, the connection comes
 * back whenever it is lost, and commands wait for it unless they fail fast; `disconnect()` ends it.
 * @throws PreloError KEY_MISSING when the variable is not set, QUEUE_FAILED
 */
export async function openRedis({
  urlEnv,
  variables,
  failsFast = false,
}: RedisAccess): Promise<Redis> {
  const url = readUrl(urlEnv, variables);
  const { Redis: Client } = await loadWithPackages(() => import("ioredis"));
  let isOpen = false;
  const redis = new Client(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: failsFast ? 0 : null,
    ...(failsFast && { socketTimeout: longestSilenceMs }),
    retryStrategy: (times) =>
      isOpen ? Math.min(shortestRetryMs * 2 ** (times - 1), longestRetryMs) : null,
  });
  let lastError: unknown;
  redis.on("error", (error) => (lastError = error));
  try {
    await redis.connect();
    isOpen = true;
    redis.options.enableOfflineQueue = !failsFast;
    assertKeepsAll(await redis.info("memory"), urlEnv);
    return redis;
  } catch (error) {
    redis.disconnect();
    // That the connection was closed says nothing; why, the event before it does.
    throw error instanceof PreloError ? error : queueFailed(isOpen ? error : lastError, urlEnv);
  }
}

/**
 * What a failure of Redis means for its user. Neither the address nor a command's arguments become
 * part of it: both may hold the password.
 */
export function queueFailed(error: unknown, urlEnv: string): PreloError {
  const { message } = toError(error);
  const [said, hint] = explain(error, message, urlEnv);
  return new PreloError("QUEUE_FAILED", said, { hint, cause: new Error(message) });
}

function explain(error: unknown, message: string, urlEnv: string): readonly [string, string] {
  const [kind = ""] = message.split(" ", 1);
  if (/^(?:WRONGPASS|NOAUTH)$/.test(kind) || /invalid password|AUTH/.test(message)) {
    return [
      `Redis refuses the user or the password in ${urlEnv} (${kind})`,
      `Put them into the address: ${urlEnv}=redis://USER:PASSWORD@HOST:PORT, with special characters percent-encoded.`,
    ];
  }
  // The second is how a script says it.
  if (kind === "NOPERM" || message.includes("executing the script can't")) {
    return [
      `Redis does not let the user in ${urlEnv} do what is needed: ${message}`,
      "Give that user the rights that docs/how-to/several-machines.md lists.",
    ];
  }
  if (/^[A-Z]+$/.test(kind)) {
    return [`Redis in ${urlEnv} refuses: ${message}`, "Mend that on the server, and run again."];
  }
  // Node says only the code where a name has several addresses.
  const reason = message === "" ? codeOf(error) : message;
  return [
    `Redis in ${urlEnv} cannot be reached: ${reason ?? "no reason given"}`,
    `Is the server running, and is ${urlEnv} its address (rediss:// where it speaks TLS)?`,
  ];
}

/** @throws PreloError KEY_MISSING, QUEUE_FAILED */
function readUrl(urlEnv: string, variables: RedisAccess["variables"]): string {
  const url = readVariable(urlEnv, variables);
  const hint = `It looks like ${urlEnv}=redis://HOST:6379, or rediss://USER:PASSWORD@HOST:6379.`;
  if (url === undefined) {
    throw new PreloError("KEY_MISSING", `${urlEnv} is not set, so Redis cannot be reached`, {
      hint,
    });
  }
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    // The address itself is not shown: a password may stand in it.
    const message = `${urlEnv} is not an address that begins with redis:// or rediss://`;
    throw new PreloError("QUEUE_FAILED", message, { hint });
  }
  return url;
}

/**
 * Loads what needs packages that only those install who use a queue.
 * @throws PreloError QUEUE_FAILED where they are not installed
 */
export async function loadWithPackages<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (codeOf(error)?.endsWith("MODULE_NOT_FOUND") !== true) {
      throw error;
    }
    throw new PreloError(
      "QUEUE_FAILED",
      "the job names a `queue`, and the packages for it are not here",
      { hint: "Install them where Prelo is: npm install bullmq ioredis", cause: error },
    );
  }
}

/** @throws PreloError QUEUE_FAILED when a full Redis would drop what is not recorded yet */
function assertKeepsAll(memory: string, urlEnv: string): void {
  const policy = /^maxmemory_policy:(.*)$/m.exec(memory)?.[1]?.trim() ?? "noeviction";
  if (policy !== "noeviction") {
    throw new PreloError(
      "QUEUE_FAILED",
      `Redis in ${urlEnv} drops what it holds when it is full (maxmemory-policy ${policy})`,
      {
        hint: "Set it on the server: redis-cli CONFIG SET maxmemory-policy noeviction, and in redis.conf; or give Prelo a server of its own.",
      },
    );
  }
}
