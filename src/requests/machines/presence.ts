import type { Redis } from "ioredis";
import * as z from "zod";
import { keyPrefix, protocol } from "./protocol.ts";

/** So many signs of life in the time after which a worker counts as gone. */
const beatsPerLock = 6;

const presenceSchema = z.object({
  id: z.string(),
  /** Its machine and process, as people look for it. */
  name: z.string(),
  protocol: z.number(),
  version: z.string(),
  /** How many requests it sends at one time to each provider that it can ask. */
  slots: z.record(z.string(), z.number()),
  /** What it does now, and what it has done. */
  busy: z.number(),
  answered: z.number(),
  failed: z.number(),
  /** ISO 8601, UTC. */
  since: z.string(),
});
/** What a worker tells of itself. */
export type Presence = z.output<typeof presenceSchema>;

/** A worker's word that it is there, for as long as it says so. */
export class Announcement {
  readonly #redis: Redis;
  readonly #queue: string;
  readonly #id: string;
  readonly #lockMs: number;
  readonly #describe: () => Omit<Presence, "protocol" | "id">;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    redis: Redis,
    queue: string,
    { id, lockMs }: { readonly id: string; readonly lockMs: number },
    describe: () => Omit<Presence, "protocol" | "id">,
  ) {
    this.#redis = redis;
    this.#queue = queue;
    this.#id = id;
    this.#lockMs = lockMs;
    this.#describe = describe;
    this.#timer = setInterval(
      () => void this.renew().catch(() => undefined),
      lockMs / beatsPerLock,
    );
  }

  /**
   * Says it once, and again until {@link end}.
   * @param queue the queue's name
   * @param who its id, and for how long a sign of life counts, in milliseconds
   * @param describe what to say, each time
   */
  static async begin(
    redis: Redis,
    queue: string,
    who: { readonly id: string; readonly lockMs: number },
    describe: () => Omit<Presence, "protocol" | "id">,
  ): Promise<Announcement> {
    const announcement = new Announcement(redis, queue, who, describe);
    await announcement.renew();
    return announcement;
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#redis.unlink(workerKey(this.#queue, this.#id));
    await this.#redis.zrem(workersKey(this.#queue), this.#id);
  }

  /** Says it now. */
  async renew(): Promise<void> {
    const presence: Presence = { id: this.#id, protocol, ...this.#describe() };
    const beat = this.#redis.multi();
    beat.set(workerKey(this.#queue, this.#id), JSON.stringify(presence), "PX", this.#lockMs);
    beat.zadd(workersKey(this.#queue), Date.parse(presence.since), this.#id);
    await beat.exec();
  }
}

/** The workers that are there, the oldest first. */
export async function listWorkers(redis: Redis, queue: string): Promise<readonly Presence[]> {
  const ids = await redis.zrange(workersKey(queue), 0, -1);
  if (ids.length === 0) {
    return [];
  }
  const told = await redis.mget(ids.map((id) => workerKey(queue, id)));
  const gone = ids.filter((_, index) => told[index] === null);
  if (gone.length > 0) {
    await redis.zrem(workersKey(queue), ...gone);
  }
  return told.flatMap((text) => {
    const { data } = presenceSchema.safeParse(text === null ? undefined : JSON.parse(text));
    return data === undefined ? [] : [data];
  });
}

/** Where a worker tells that it is there; the ledger looks here whether one is alive. */
export function workerKey(queue: string, id: string): string {
  return `${keyPrefix}:${queue}:worker:${id}`;
}

function workersKey(queue: string): string {
  return `${keyPrefix}:${queue}:workers`;
}
