import type { RateState } from "../../src/requests/http/rate-headers.ts";
import { RateGate, type RateLimits } from "../../src/requests/pace/rate-gate.ts";

/** What a server says to one request. */
interface Reply {
  /** Until it may be asked again; undefined when the request passed. */
  readonly refusedForMs?: number;
  readonly rate: { readonly requests: RateState; readonly tokens: RateState };
}

/** A server that keeps a limit, asked at a time for so many units. */
export type Server = (nowMs: number, units: number) => Reply;

/** What a server's headers say of its limit. */
type Say = (state: RateState) => Reply["rate"];

export const ofRequests: Say = (requests) => ({ requests, tokens: {} });
export const ofTokens: Say = (tokens) => ({ requests: {}, tokens });
export const nothing: Say = () => ({ requests: {}, tokens: {} });

/** Refills evenly, and holds so much at once. */
export function makeBucket(perMinute: number, burst: number, say: Say): Server {
  const perMs = perMinute / 60_000;
  let held = burst;
  let atMs = 0;
  return (nowMs, units) => {
    held = Math.min(burst, held + (nowMs - atMs) * perMs);
    atMs = nowMs;
    const passes = held >= units - 1e-9;
    if (passes) {
      held -= units;
    }
    const resetMs = (burst - held) / perMs;
    return {
      ...(!passes && { refusedForMs: (units - held) / perMs }),
      rate: say({ limit: perMinute, remaining: Math.floor(held), resetMs }),
    };
  };
}

/** Lets so many through in each window, and begins anew at the end of each. */
export function makeWindows(most: number, windowMs: number, perMinute: number, say: Say): Server {
  let current = -1;
  let taken = 0;
  return (nowMs, units) => {
    // Windows of its own clock.
    const serverMs = nowMs + 333;
    const began = Math.floor(serverMs / windowMs);
    if (began !== current) {
      current = began;
      taken = 0;
    }
    const resetMs = (began + 1) * windowMs - serverMs;
    const passes = taken + units <= most;
    taken += passes ? units : 0;
    const rate = say({ limit: perMinute, remaining: most - taken, resetMs });
    return { rate, ...(!passes && { refusedForMs: resetMs }) };
  };
}

/** Lets so many through in any stretch of that length. */
export function makeSliding(most: number, windowMs: number, perMinute: number, say: Say): Server {
  const passed: number[] = [];
  return (nowMs) => {
    while (passed[0] !== undefined && passed[0] <= nowMs - windowMs) {
      passed.shift();
    }
    const passes = passed.length < most;
    if (passes) {
      passed.push(nowMs);
    }
    const resetMs = (passed[0] ?? nowMs) + windowMs - nowMs;
    const rate = say({ limit: perMinute, remaining: most - passed.length, resetMs });
    return { rate, ...(!passes && { refusedForMs: resetMs }) };
  };
}

export interface Simulation {
  readonly limits: RateLimits;
  readonly server: Server;
  readonly requests: number;
  readonly latencyMs: number;
  readonly concurrency: number;
  /** What a request may take at most, and takes. */
  readonly boundTokens?: number;
  readonly usedTokens?: number;
  /** What the server counts when it is asked; 1 for a request. */
  readonly units?: number;
  /** Draws other ways and timers. */
  readonly seed?: number;
  /** How many of its timers are late, by up to 60 ms, as on a machine that has much to do. */
  readonly lateShare?: number;
}

/** Sends through a gate in a time of its own, with timers that are late and ways that differ. */
export function simulate({
  limits,
  server,
  requests,
  latencyMs,
  concurrency,
  boundTokens = 0,
  usedTokens = 0,
  units = 1,
  seed: from = 7,
  lateShare = 0,
}: Simulation): { refused: number; refusedEarly: number; tookMs: number } {
  const gate = new RateGate(limits);
  let seed = from;
  const draw = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const out: { atMs: number; reply: Reply }[] = [];
  let [nowMs, sent, answered, refused, refusedEarly] = [0, 0, 0, 0, 0];
  while (answered < requests) {
    const waitMs = gate.waitMs(nowMs);
    if (waitMs <= 0 && out.length < concurrency) {
      gate.take(nowMs, boundTokens);
      sent += 1;
      const reply = server(nowMs + draw() * 2, units);
      const isRefused = reply.refusedForMs !== undefined;
      refused += isRefused ? 1 : 0;
      refusedEarly += isRefused && sent <= 250 ? 1 : 0;
      out.push({ atMs: nowMs + (isRefused ? 5 : latencyMs * (0.8 + 0.4 * draw())), reply });
      out.sort((a, b) => a.atMs - b.atMs);
      continue;
    }
    const lateMs = draw() + (lateShare > 0 && draw() < lateShare ? 60 * draw() : 0);
    const turnMs = out.length < concurrency ? nowMs + Math.max(0.1, waitMs) + lateMs : Infinity;
    nowMs = Math.min(turnMs, out[0]?.atMs ?? Infinity);
    while (out[0] !== undefined && out[0].atMs <= nowMs) {
      const { reply } = out.shift() ?? out[0];
      if (reply.refusedForMs === undefined) {
        answered += 1;
        gate.observe(reply.rate, boundTokens - usedTokens, nowMs);
      } else {
        gate.slowDown(nowMs);
        gate.pause(nowMs + reply.refusedForMs);
      }
    }
  }
  return { refused, refusedEarly, tookMs: nowMs - latencyMs };
}
