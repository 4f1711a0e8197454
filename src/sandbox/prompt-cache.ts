import { hash } from "node:crypto";
import { findFamily } from "./models.ts";
import type { Body, CachedTokens } from "./wire.ts";

/** One request's look into the cache: what was there when it arrived. */
export interface CacheVisit {
  /**
   * Counts what of a prompt was in the cache, and keeps its beginning for requests that come later.
   * @param inputTokens what the whole prompt takes
   */
  readonly count: (body: Body, inputTokens: number) => CachedTokens;
}

/** Beginnings are kept in steps, from a length on, as the API does; both in tokens. */
const stepTokens = 128;
const shortestTokens = 1024;
const charactersPerToken = 4;
/** More are never kept; the oldest are forgotten. */
const maxSteps = 50_000;

/** A cache of prompts' beginnings. @returns what makes a visit for a request that arrives */
export function createPromptCache(): () => CacheVisit {
  /** When each beginning was written, by its hash; visits and writes count the time. */
  const written = new Map<string, number>();
  let time = 0;

  return () => {
    time += 1;
    const arrived = time;
    return {
      count: (body, inputTokens) => {
        const steps = hashBeginnings(body, inputTokens);
        const known = steps.findLastIndex((step) => (written.get(step) ?? Infinity) < arrived) + 1;
        time += 1;
        for (const step of steps.slice(known)) {
          written.set(step, written.get(step) ?? time);
        }
        for (const step of written.keys()) {
          if (written.size <= maxSteps) {
            break;
          }
          written.delete(step);
        }
        const cached = countSteps(known);
        // Older models write for nothing, and do not say so.
        const model = String(body["model"]);
        const isFree = findFamily(model) === "chat";
        return { cached, written: isFree ? 0 : countSteps(steps.length) - cached };
      },
    };
  };
}

/** How many tokens a number of steps holds, the shortest beginning first. */
function countSteps(steps: number): number {
  return steps === 0 ? 0 : shortestTokens + (steps - 1) * stepTokens;
}

/** The hashes of a prompt's beginnings, each a step longer than the one before. */
function hashBeginnings(body: Body, inputTokens: number): readonly string[] {
  const { model, prompt_cache_key: key } = body;
  const text = [body["tools"], body["instructions"], body["input"] ?? body["messages"]]
    .flatMap(listTexts)
    .join("\n");
  const tokens = Math.min(inputTokens, Math.floor(text.length / charactersPerToken));
  const hashes: string[] = [];
  let before = JSON.stringify([model, key ?? null]);
  let from = 0;
  for (let to = shortestTokens; to <= tokens; to += stepTokens) {
    const piece = text.slice(from * charactersPerToken, to * charactersPerToken);
    before = hash("sha256", `${before}\n${piece}`);
    hashes.push(before);
    from = to;
  }
  return hashes;
}

/** All texts in a value, in order. Pictures and other data count by what they are, not by length. */
function listTexts(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return [value.startsWith("data:") ? hash("sha256", value) : value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(listTexts) : [];
}
