import { dayMs, noticeDays } from "./days.ts";
import { namesOfModel } from "./model-names.ts";
import { isOpenai } from "../job/provider-names.ts";
import type { Provider } from "../job/types.ts";

/** The end of a model, as its maker has announced it. */
export interface ModelEnd {
  /** The day in whose course it goes, as YYYY-MM-DD. */
  readonly date: string;
  readonly successor: string;
}

const pictures = "gpt-image-2";
const small = "gpt-6-luna";
const large = "gpt-6-sol";

/** What OpenAI has announced, as read in November 2026; versions named by a day end with their model. */
const ends: Readonly<Record<string, ModelEnd>> = {
  "text-davinci-002": { date: "2024-01-04", successor: "gpt-3.5-turbo-instruct" },
  "text-davinci-003": { date: "2024-01-04", successor: "gpt-3.5-turbo-instruct" },
  "dall-e-2": { date: "2026-05-12", successor: pictures },
  "dall-e-3": { date: "2026-05-12", successor: pictures },
  "gpt-image-1": { date: "2026-10-23", successor: pictures },
  "gpt-image-1-mini": { date: "2026-12-01", successor: pictures },
  "gpt-image-1.5": { date: "2026-12-01", successor: pictures },
  "chatgpt-image-latest": { date: "2026-12-01", successor: pictures },
  "gpt-5": { date: "2026-12-11", successor: large },
  "gpt-5-mini": { date: "2026-12-11", successor: small },
  "gpt-5-nano": { date: "2026-12-11", successor: small },
  "gpt-5-pro": { date: "2026-12-11", successor: large },
  o3: { date: "2026-12-11", successor: large },
  "gpt-4o": { date: "2027-01-14", successor: large },
  "gpt-4.1": { date: "2027-01-14", successor: large },
  "gpt-5.1": { date: "2027-04-01", successor: large },
};

/**
 * What the day of a model's end means now: it is over once the day is, in UTC, and near from sixty days before.
 * @param date as YYYY-MM-DD, or as ISO 8601 says it
 * @returns undefined for a later day, and for what is no date
 */
export function judgeEnd(date: string, nowMs: number): "near" | "over" | undefined {
  const leftMs = Date.parse(date) - nowMs;
  if (Number.isNaN(leftMs) || leftMs > noticeDays * dayMs) {
    return undefined;
  }
  return leftMs <= -dayMs ? "over" : "near";
}

/**
 * The end of a model that is over, or within sixty days; undefined for any other. Only OpenAI itself is
 * known here: what another provider serves under the same name is its own affair.
 */
export function findEnd(
  provider: Pick<Provider, "baseUrl">,
  model: string,
  nowMs: number,
): (ModelEnd & { readonly isOver: boolean }) | undefined {
  if (!isOpenai(provider)) {
    return undefined;
  }
  const end = findListed(model);
  const state = end && judgeEnd(end.date, nowMs);
  return end === undefined || state === undefined
    ? undefined
    : { ...end, isOver: state === "over" };
}

/** What OpenAI names in place of a model that ends; undefined for one that it has not announced to end. */
export function findSuccessor(model: string): string | undefined {
  return findListed(model)?.successor;
}

function findListed(model: string): ModelEnd | undefined {
  const name = namesOfModel(model).find((each) => Object.hasOwn(ends, each));
  return name === undefined ? undefined : ends[name];
}
