import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { listWorkers, type Presence, workerKey } from "./presence.ts";
import { keyPrefix } from "./protocol.ts";

/** How many keys are looked at in one go. */
const scanCount = 500;
/** Of what a request's key holds: enough to see whether it is a claim, and whose. */
const headBytes = 120;

/** What waits for the workers of one provider, or for those who can do one kind of work. */
export interface Place {
  readonly place: string;
  readonly waiting: number;
  /** Workers are at it. */
  readonly active: number;
  /** To be looked at again in a moment. */
  readonly delayed: number;
}

/** A queue as it is now. */
export interface QueueOverview {
  readonly workers: readonly Presence[];
  readonly places: readonly Place[];
  /** Replies that are kept for whoever asks again. */
  readonly replies: number;
  /** Requests that a worker has begun and that is still there. */
  readonly begun: number;
  /** Requests that were sent, perhaps, by workers that are gone. */
  readonly inDoubt: number;
}

/** Looks at a queue. @param name the queue's */
export async function readQueue(redis: Redis, name: string): Promise<QueueOverview> {
  const workers = await listWorkers(redis, name);
  const places = await withQueues(redis, name, async (queue, place): Promise<Place> => {
    const {
      waiting = 0,
      active = 0,
      delayed = 0,
    } = await queue.getJobCounts("waiting", "active", "delayed");
    return { place, waiting, active, delayed };
  });
  const counts = { replies: 0, begun: 0, inDoubt: 0 };
  for await (const { claimedBy, isAlive } of readRequests(redis, name)) {
    counts[claimedBy === undefined ? "replies" : isAlive ? "begun" : "inDoubt"] += 1;
  }
  return { workers, places, ...counts };
}

/** Takes out of a queue what no worker has begun. @returns how many requests */
export async function drainQueue(redis: Redis, name: string): Promise<number> {
  const drained = await withQueues(redis, name, async (queue) => {
    const count = await queue.count();
    await queue.drain(true);
    return count;
  });
  return drained.reduce((sum, count) => sum + count, 0);
}

/**
 * Forgets who had sent what is in doubt: the next run that needs it asks anew, and is told of no doubt.
 * @returns how many requests
 */
export async function retryDoubtful(redis: Redis, name: string): Promise<number> {
  let count = 0;
  for await (const { key, claimedBy, isAlive } of readRequests(redis, name)) {
    if (claimedBy !== undefined && !isAlive) {
      count += await redis.unlink(key);
    }
  }
  return count;
}

interface KnownRequest {
  readonly key: string;
  /** The worker that has begun it; undefined for one that is answered. */
  readonly claimedBy: string | undefined;
  readonly isAlive: boolean;
}

async function* readRequests(redis: Redis, name: string): AsyncGenerator<KnownRequest> {
  for await (const keys of scan(redis, `${keyPrefix}:${name}:request:*`)) {
    for (const key of keys) {
      const head = await redis.getrange(key, 0, headBytes);
      const [, claimedBy] = /^claim ([^/]+)\//.exec(head) ?? [];
      const isAlive =
        claimedBy !== undefined && (await redis.exists(workerKey(name, claimedBy))) === 1;
      yield { key, claimedBy, isAlive };
    }
  }
}

async function withQueues<Result>(
  redis: Redis,
  name: string,
  look: (queue: Queue, place: string) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const found = new Set<string>();
  for await (const keys of scan(redis, `${keyPrefix}:${name}.*:meta`)) {
    for (const key of keys) {
      found.add(key.slice(`${keyPrefix}:${name}.`.length, -":meta".length));
    }
  }
  for (const place of [...found].toSorted()) {
    const queue = new Queue(`${name}.${place}`, { connection: redis, prefix: keyPrefix });
    queue.on("error", () => undefined);
    results.push(await look(queue, place));
    await queue.close();
  }
  return results;
}

async function* scan(redis: Redis, match: string): AsyncGenerator<readonly string[]> {
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", match, "COUNT", scanCount);
    cursor = next;
    yield keys;
  } while (cursor !== "0");
}
