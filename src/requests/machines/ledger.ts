import type { Redis } from "ioredis";
import * as z from "zod";
import { workerKey } from "./presence.ts";
import { keepReplyMs, keyPrefix, type Notice } from "./protocol.ts";

/** How long a run that does not fetch its notices may be away, in milliseconds. */
const keepNoticesMs = 60 * 60 * 1000;
/** Bytes of a picture that travel at once. */
const pieceBytes = 512 * 1024;
/** Pictures in Redis, in bytes, above which no worker asks for more. */
const mostPictureBytes = 256 * 1024 * 1024;

/** Of what stands before a reply, in bytes. */
const longestHead = 100;

// A request's key holds `claim WORKER/…`, who sends it, or `reply ID BYTES`, what came of it. A command
// may come twice, since the client repeats it when the connection broke before Redis had answered.
const claimScript = `
local held = redis.call('GET', KEYS[1])
if held then
  local id = string.match(held, '^reply (%S+) ')
  if id and id ~= ARGV[2] then return {'found', id} end
  local by = string.match(held, '^claim (%S+)$')
  if by == ARGV[1] then return {'claimed', by} end
  if by then
    local worker = string.match(by, '^[^/]+')
    if redis.call('EXISTS', ARGV[3] .. worker) == 1 then return {'busy', by} end
    if by ~= ARGV[2] then return {'doubt', by} end
  end
end
redis.call('SET', KEYS[1], 'claim ' .. ARGV[1], 'PX', ARGV[4])
return {'claimed', ARGV[1]}`;

// The first reply stands, whoever brings it.
const settleScript = `
local held = redis.call('GET', KEYS[1])
if not held or string.sub(held, 1, 6) ~= 'reply ' then
  redis.call('SET', KEYS[1], 'reply ' .. ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
end
redis.call('RPUSH', KEYS[2], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])`;

const releaseScript = `
if redis.call('GET', KEYS[1]) == 'claim ' .. ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])`;

const roomScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local sum = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  sum = sum + tonumber(string.match(member, '%d+$'))
end
return sum`;

const claimedShape = z.tuple([z.enum(["claimed", "busy", "doubt", "found"]), z.string()]);

/** What claiming a request came to; `by` names a claim, `id` a reply. */
export type Claimed =
  | { readonly state: "claimed" | "busy" | "doubt"; readonly by: string }
  | { readonly state: "found"; readonly id: string };

/**
 * What Redis knows of the requests of one queue: who is sending which, and what came of it. It is what
 * makes a request be paid for once; the queue only carries it.
 */
export class Ledger {
  readonly #redis: Redis;
  readonly #name: string;
  readonly #prefix: string;

  /** @param name the queue's */
  constructor(redis: Redis, name: string) {
    this.#redis = redis;
    this.#name = name;
    this.#prefix = `${keyPrefix}:${name}`;
  }

  /**
   * Takes a request, unless it is answered, or somebody has it.
   * @param claim who takes it: the worker's id, a slash, and what tells its claims apart
   * @param replaces the reply, or the claim of a worker that is gone, that does not stand any more
   * @returns `busy` when a worker is at it; `doubt` when one that is gone was
   */
  async claim(identity: string, claim: string, replaces: string | undefined): Promise<Claimed> {
    const [state, what] = claimedShape.parse(
      await this.#redis.eval(
        claimScript,
        1,
        this.#requestKey(identity),
        claim,
        replaces ?? "",
        workerKey(this.#name, ""),
        keepReplyMs,
      ),
    );
    return state === "found" ? { state, id: what } : { state, by: what };
  }

  /** Keeps what came of a request, unless something came before, and tells the run. */
  async settle(
    identity: string,
    { id, outcome }: { id: string; outcome: Buffer },
    run: string,
    notice: Notice,
  ): Promise<void> {
    await this.#redis.eval(
      settleScript,
      2,
      this.#requestKey(identity),
      this.#runKey(run),
      id,
      outcome,
      keepReplyMs,
      JSON.stringify(notice),
      keepNoticesMs,
    );
  }

  /** Gives a claim up, since nothing came that could be kept, and tells the run. */
  async release(identity: string, claim: string, run: string, notice: Notice): Promise<void> {
    await this.#redis.eval(
      releaseScript,
      2,
      this.#requestKey(identity),
      this.#runKey(run),
      claim,
      JSON.stringify(notice),
      keepNoticesMs,
    );
  }

  /** Whether somebody has it, or it is answered. */
  async knows(identity: string): Promise<boolean> {
    return (await this.#redis.exists(this.#requestKey(identity))) === 1;
  }

  /** What came of a request; undefined when nothing is there any more. */
  async read(identity: string): Promise<{ id: string; outcome: Buffer } | undefined> {
    const held = await this.#redis.getBuffer(this.#requestKey(identity));
    const id = /^reply (\S+) /.exec(held?.subarray(0, longestHead).toString("latin1") ?? "")?.[1];
    return held && id !== undefined
      ? { id, outcome: held.subarray(`reply ${id} `.length) }
      : undefined;
  }

  /**
   * Waits for the next notice to a run.
   * @param redis a connection of the reader's own: it is blocked meanwhile
   * @returns undefined when none came for a while
   */
  async nextNotice(redis: Redis, run: string, seconds: number): Promise<unknown> {
    const popped = await redis.blpop(this.#runKey(run), seconds);
    return popped === null ? undefined : JSON.parse(popped[1]);
  }

  /** Whether there is room for more pictures. */
  async hasRoom(nowMs: number): Promise<boolean> {
    return (await this.heldBytes(nowMs)) < mostPictureBytes;
  }

  /** The bytes of all pictures that wait to be recorded. */
  async heldBytes(nowMs: number): Promise<number> {
    return z.number().parse(await this.#redis.eval(roomScript, 1, this.#heldKey, nowMs));
  }

  /** Keeps a picture until {@link dropPicture}. @returns in how many pieces */
  async keepPicture(name: string, bytes: Buffer, nowMs: number): Promise<number> {
    const pieces = Math.max(1, Math.ceil(bytes.byteLength / pieceBytes));
    await this.#redis.zadd(this.#heldKey, nowMs + keepReplyMs, `${name}:${bytes.byteLength}`);
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes);
      await this.#redis.set(this.#pieceKey(name, piece), part, "PX", keepReplyMs);
    }
    return pieces;
  }

  /** @returns undefined when it is not there, or not whole */
  async readPicture(name: string, pieces: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = await this.#redis.getBuffer(this.#pieceKey(name, piece));
      if (part === null) {
        return undefined;
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async dropPicture(name: string, pieces: number, bytes: number): Promise<void> {
    const keys = Array.from({ length: pieces }, (_, piece) => this.#pieceKey(name, piece));
    await this.#redis.unlink(...keys);
    await this.#redis.zrem(this.#heldKey, `${name}:${bytes}`);
  }

  /** Tells workers of a provider that is asked without a key, for those who may go there. */
  async announceProvider(name: string, baseUrl: string): Promise<void> {
    await this.#redis.hset(this.#providersKey, name, baseUrl);
    await this.#redis.pexpire(this.#providersKey, keepReplyMs);
  }

  async announcedProviders(): Promise<readonly { name: string; baseUrl: string }[]> {
    const announced = Object.entries(await this.#redis.hgetall(this.#providersKey));
    return announced.flatMap(([name, baseUrl]) =>
      URL.canParse(baseUrl) ? [{ name, baseUrl }] : [],
    );
  }

  get #providersKey(): string {
    return `${this.#prefix}:providers`;
  }

  get #heldKey(): string {
    return `${this.#prefix}:pictures`;
  }

  #requestKey(identity: string): string {
    return `${this.#prefix}:request:${identity}`;
  }

  #runKey(run: string): string {
    return `${this.#prefix}:run:${run}`;
  }

  #pieceKey(name: string, piece: number): string {
    return `${this.#prefix}:picture:${name}:${piece}`;
  }
}
