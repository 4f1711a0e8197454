import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PreloError } from "../../../src/errors.ts";
import { openRedis, queueFailed } from "../../../src/requests/machines/redis.ts";
import { findFreePort, hasRedis, startRedis } from "../../support/redis.ts";
import { rejectionOf } from "../../support/thrown.ts";

const makePassword = (): string => randomBytes(18).toString("base64url");

async function refusalOf(url: string | undefined): Promise<PreloError> {
  const opened = openRedis({ urlEnv: "REDIS_URL", variables: { REDIS_URL: url } });
  return rejectionOf(
    PreloError,
    opened.then((redis) => redis.disconnect()),
  );
}

/** All that is said of an error, its causes included. */
function everything(error: unknown): string {
  return error instanceof PreloError
    ? `${error.message}\n${error.hint}\n${error.stack}\n${everything(error.cause)}`
    : JSON.stringify(error, Object.getOwnPropertyNames(error ?? {}));
}

test("the variable's name, and never its value, stands in what is said of an unfit address", async () => {
  const unset = await refusalOf(undefined);
  expect([unset.code, unset.message]).toEqual([
    "KEY_MISSING",
    "REDIS_URL is not set, so Redis cannot be reached",
  ]);
  const password = makePassword();
  const wrong = await refusalOf(`postgres://me:${password}@127.0.0.1/db`);
  expect(wrong.code).toBe("QUEUE_FAILED");
  expect(everything(wrong)).toContain("REDIS_URL");
  expect(everything(wrong)).not.toContain(password);
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", /^Redis in REDIS_URL refuses: OOM/],
  ["MISCONF Redis is configured to save RDB snapshots", /^Redis in REDIS_URL refuses: MISCONF/],
  ["NOPERM this user has no permissions to run the 'eval' command", /the user in REDIS_URL do/],
  ["Connection is closed.", /^Redis in REDIS_URL cannot be reached: Connection is closed\.$/],
])("what Redis says is told: %s", (said, expected) => {
  const password = makePassword();
  const command = { name: "auth", args: [password] };
  const failure = queueFailed(Object.assign(new Error(said), { command }), "REDIS_URL");
  expect(failure.message).toMatch(expected);
  expect(everything(failure)).not.toContain(password);
});

test("where nobody listens, that is said at once", async () => {
  const password = makePassword();
  const refusal = await refusalOf(`redis://me:${password}@127.0.0.1:${await findFreePort()}`);
  expect(refusal.code).toBe("QUEUE_FAILED");
  expect(refusal.message).toMatch(/^Redis in REDIS_URL cannot be reached: .*ECONNREFUSED/);
  expect(everything(refusal)).not.toContain(password);
});

describe.skipIf(!hasRedis)("a server", () => {
  test("with a password opens to who has it, and says no more than that to others", async () => {
    const password = `${makePassword()}/@`;
    const { port } = await startRedis(["--requirepass", password]);
    const encoded = encodeURIComponent(password);
    const redis = await openRedis({
      urlEnv: "REDIS_URL",
      variables: { REDIS_URL: `redis://:${encoded}@127.0.0.1:${port}/2` },
    });
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect();

    const wrong = makePassword();
    for (const login of [`:${wrong}@`, `nobody:${wrong}@`, ""]) {
      const refusal = await refusalOf(`redis://${login}127.0.0.1:${port}`);
      expect(refusal.code).toBe("QUEUE_FAILED");
      expect(refusal.message).toMatch(/refuses the user or the password in REDIS_URL/);
      expect(everything(refusal)).not.toContain(wrong);
    }
  });

  test("that drops keys when it is full is refused, with what to do", async () => {
    const { url } = await startRedis(["--maxmemory", "8mb", "--maxmemory-policy", "allkeys-lru"]);
    const refusal = await refusalOf(url);
    expect([refusal.code, refusal.message]).toEqual([
      "QUEUE_FAILED",
      "Redis in REDIS_URL drops what it holds when it is full (maxmemory-policy allkeys-lru)",
    ]);
    expect(refusal.hint).toContain("CONFIG SET maxmemory-policy noeviction");
  });

  test("whose user may not do what is needed says so", async () => {
    const password = makePassword();
    const { port } = await startRedis([
      ..."--user least on ~prelo:* +ping".split(" "),
      `>${password}`,
    ]);
    const refusal = await refusalOf(`redis://least:${password}@127.0.0.1:${port}`);
    expect(refusal.code).toBe("QUEUE_FAILED");
    expect(refusal.message).toContain("does not let the user in REDIS_URL do what is needed");
  });

  test("that restarts is found again", async () => {
    const { url, stop, start } = await startRedis();
    const redis = await openRedis({ urlEnv: "REDIS_URL", variables: { REDIS_URL: url } });
    await stop();
    const pong = redis.ping();
    await start();
    expect(await pong).toBe("PONG");
    redis.disconnect();
  });
});
