import { plural } from "../../job/diagnostics/plural.ts";
import type { RunEvent } from "../../requests/events.ts";
import type { Tone } from "../paint.ts";
import { describeEvent } from "./describe-event.ts";

/** A line about something that happened, and what it is. */
export interface Note {
  readonly text: string;
  readonly tone?: Tone;
}

/** So many of a kind are told one by one. */
const mostOfAKind = 10;
/** That the sandbox answers is the same for all. */
const mostOfSandbox = 3;
/** In a run of more articles, those that are published are only counted. */
const fewArticles = 30;

/** How the line of an event looks, and whether it is told in a large run as well. */
const looks: Record<RunEvent["type"], { readonly tone?: Tone; readonly isNote?: true }> = {
  started: {},
  planned: {},
  due: {},
  queued: {},
  asked: {},
  replied: {},
  "attempt-failed": { tone: "warning" },
  "check-failed": { tone: "warning" },
  answered: {},
  downloaded: {},
  resized: {},
  edited: { isNote: true },
  moved: { isNote: true },
  shared: {},
  found: {},
  workers: { tone: "warning", isNote: true },
  batch: { isNote: true },
  failed: { tone: "bad", isNote: true },
  waiting: { tone: "warning" },
  sandbox: { tone: "warning", isNote: true },
  warning: { tone: "warning", isNote: true },
  published: { tone: "good", isNote: true },
  finished: { tone: "bad", isNote: true },
};

/**
 * What of a run a person wants to be told while it goes on: failures, warnings, articles that are
 * done. A few of each kind; the others are counted.
 */
export class Notes {
  readonly #told = new Map<string, number>();
  #tellsArticles = true;

  /** @returns what to say; undefined for what is not worth a line, or one of too many */
  take(event: RunEvent): Note | undefined {
    if (event.type === "started") {
      this.#tellsArticles = event.articles <= fewArticles;
    }
    const kind = kindOf(event);
    if (kind === undefined || (event.type === "published" && !this.#tellsArticles)) {
      return undefined;
    }
    const count = (this.#told.get(kind) ?? 0) + 1;
    this.#told.set(kind, count);
    if (event.type !== "published" && count > mostOf(kind)) {
      return undefined;
    }
    return describeStep(event);
  }

  /** What was left out. */
  rest(): Note | undefined {
    let more = 0;
    for (const [kind, count] of this.#told) {
      // What failed is listed at the end, and so are the articles.
      if (["warning", "doubt", "edited", "moved", "sandbox"].includes(kind)) {
        more += Math.max(0, count - mostOf(kind));
      }
    }
    return more === 0
      ? undefined
      : { text: `${plural(more, "more note")} like these; --verbose shows all` };
  }
}

/** Any event as a line; undefined for one that only programs and views need. */
export function describeStep(event: RunEvent): Note | undefined {
  const text = describeEvent(event);
  const { tone } = looks[event.type];
  return text === undefined ? undefined : { text, ...(tone && { tone }) };
}

function mostOf(kind: string): number {
  return kind === "sandbox" ? mostOfSandbox : mostOfAKind;
}

/** What counts as the same kind; undefined for what is only counted. */
function kindOf(event: RunEvent): string | undefined {
  // It may have been paid for in vain.
  if (event.type === "attempt-failed" && event.code === "REQUEST_IN_DOUBT") {
    return "doubt";
  }
  const isUsual =
    (event.type === "workers" && !event.isNews) ||
    (event.type === "edited" && !event.outdated) ||
    (event.type === "finished" && event.failures === 0);
  if (isUsual || looks[event.type].isNote !== true) {
    return undefined;
  }
  return event.type === "failed" ? `failed ${event.code}` : event.type;
}
