import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Ledger } from "../../../src/requests/machines/ledger.ts";
import { Announcement } from "../../../src/requests/machines/presence.ts";
import { hasRedis, startRedis } from "../../support/redis.ts";

function newRequest(): string {
  return randomBytes(6).toString("hex");
}

describe.skipIf(!hasRedis)("the ledger", () => {
  let redis: Redis;
  let ledger: Ledger;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    const server = await startRedis([], (end) => ends.push(end));
    redis = new Redis(server.url);
    ledger = new Ledger(redis, "q");
  });
  afterAll(async () => {
    redis.disconnect();
    await Promise.all(ends.map((end) => end()));
  });

  /** A worker that says it is there, or one that does not. */
  async function announce(): Promise<{ id: string; leave: () => Promise<void> }> {
    const id = randomBytes(6).toString("hex");
    const presence = { name: id, version: "1", slots: {}, busy: 0, answered: 0, failed: 0 };
    const since = new Date(0).toISOString();
    const said = await Announcement.begin(redis, "q", { id, lockMs: 60_000 }, () => ({
      ...presence,
      since,
    }));
    return { id, leave: () => said.end() };
  }
  const notice = { job: "j", worker: "w", state: "answered" } as const;
  const outcome = Buffer.from([0, 1, 2, 255]);

  test("gives a request to one worker at a time, also when its command comes twice", async () => {
    const [request, worker] = [newRequest(), await announce()];
    const claim = `${worker.id}/1`;
    expect(await ledger.claim(request, claim, undefined)).toEqual({ state: "claimed", by: claim });
    expect(await ledger.claim(request, claim, undefined)).toEqual({ state: "claimed", by: claim });
    // Of another worker, and of the same one whose job was taken for lost.
    for (const other of ["x/1", `${worker.id}/2`]) {
      expect(await ledger.claim(request, other, undefined)).toEqual({ state: "busy", by: claim });
    }
    await ledger.release(request, claim, "run", { ...notice, state: "failed" });
    expect(await ledger.claim(request, "x/2", undefined)).toMatchObject({ state: "claimed" });
    await worker.leave();
  });

  test("a claim of a worker that is gone is in doubt until somebody who knows that takes it over", async () => {
    const [request, worker] = [newRequest(), await announce()];
    const claim = `${worker.id}/1`;
    await ledger.claim(request, claim, undefined);
    await worker.leave();
    expect(await ledger.claim(request, "x/1", undefined)).toEqual({ state: "doubt", by: claim });
    expect(await ledger.claim(request, "x/1", "y/7")).toEqual({ state: "doubt", by: claim });
    expect(await ledger.claim(request, "x/1", claim)).toEqual({ state: "claimed", by: "x/1" });
  });

  test("the first reply stands until somebody asks for another than that one", async () => {
    const request = newRequest();
    await ledger.claim(request, "x/1", undefined);
    await ledger.settle(request, { id: "one", outcome }, "run", notice);
    // It had stood still for so long that the request was given to another.
    await ledger.settle(request, { id: "two", outcome: Buffer.from("late") }, "run", notice);
    expect(await ledger.read(request)).toEqual({ id: "one", outcome });
    expect(await ledger.claim(request, "x/2", undefined)).toEqual({ state: "found", id: "one" });
    expect(await ledger.claim(request, "x/2", "zero")).toEqual({ state: "found", id: "one" });
    expect(await ledger.claim(request, "x/2", "one")).toMatchObject({ state: "claimed" });
    expect(await ledger.read(request)).toBeUndefined();
  });

  test("keeps pictures in pieces, knows how much they take, and lets them go", async () => {
    const bytes = randomBytes(1_300_000);
    const pieces = await ledger.keepPicture("p", bytes, 0);
    expect(pieces).toBe(3);
    expect((await ledger.readPicture("p", pieces))?.equals(bytes)).toBe(true);
    expect(await ledger.heldBytes(0)).toBe(bytes.byteLength);
    await ledger.dropPicture("p", pieces, bytes.byteLength);
    expect(await ledger.heldBytes(0)).toBe(0);
    expect(await ledger.readPicture("p", pieces)).toBeUndefined();
    expect(await redis.keys("*picture*")).toEqual([]);
  });
});
