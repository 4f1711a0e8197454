import type { RunEvent } from "../../requests/events.ts";

/** The version of what `--reporter json`, `check --json` and `plan --json` print; it changes when a reader would break. */
export const jsonVersion = 1;

type Named<Type extends RunEvent["type"]> = Extract<RunEvent, { readonly type: Type }>;
type FieldOf<Event> = Event extends unknown ? Exclude<keyof Event, "type"> : never;

/** What a line of its kind says, and what each field is, by the field's name in {@link RunEvent}. */
interface Meaning<Field extends PropertyKey> {
  readonly means: string;
  readonly fields: Readonly<Record<Field, string>>;
}

const subject = { article: "", block: "" } as const;
const asked = { provider: "", model: "" } as const;

/** Every event of a run, for the documentation, which is made of it. The compiler finds what is missing. */
export const eventMeanings: {
  readonly [Type in RunEvent["type"]]: Meaning<FieldOf<Named<Type>>>;
} = {
  started: {
    means: "The job is valid, and the run begins.",
    fields: {
      articles: "how many, each translation counted as one",
      mostRequests: "of a run that finds no answer",
      budgetUsd: "if the job has such a budget",
    },
  },
  planned: {
    means: "What an article will ask is known.",
    fields: {
      article: "",
      mostRequests: "as above, of this article",
      requests: "list of `provider`, `model`, `count`: what is to be sent",
    },
  },
  due: {
    means: "An answer has to be asked for.",
    fields: {
      ...subject,
      status: "what is recorded: `missing`, `stale`, …",
      reasons: "list of texts: what changed",
    },
  },
  queued: { means: "A request waits for its turn.", fields: { ...subject, ...asked } },
  asked: {
    means: "A request is sent.",
    fields: {
      ...subject,
      ...asked,
      attempt: "from 1",
      inBatch: "true where its answer came with a batch, and is read now",
    },
  },
  replied: {
    means: "A request is answered, and its answer is recorded.",
    fields: {
      ...subject,
      ...asked,
      attempt: "from 1",
      tookMs: "",
      inputTokens: "if known",
      outputTokens: "if known",
      pictures: "of an image request",
      costUsd: "if the price is known",
      spentUsd: "by the run so far",
    },
  },
  "attempt-failed": {
    means: "An attempt failed.",
    fields: {
      ...subject,
      queue: "`provider` and `model`, of a request",
      attempt: "from 1",
      tookMs: "",
      spentUsd: "by the run so far",
      code: "see [errors](errors.md)",
      message: "",
      retryInMs: "until the next attempt, if there is one",
    },
  },
  "check-failed": {
    means: "An answer fails a check of the job.",
    fields: {
      ...subject,
      attempt: "from 1",
      of: "attempts at the most",
      failures: "list of what fails",
    },
  },
  answered: {
    means: "A block has its text, or all its pictures.",
    fields: { ...subject, model: "", tookMs: "", outputTokens: "if known" },
  },
  downloaded: {
    means: "A picture has arrived.",
    fields: { ...subject, number: "from 1", of: "how many", bytes: "", tookMs: "" },
  },
  resized: {
    means: "A picture's variants are made.",
    fields: {
      ...subject,
      number: "from 1, or `sheet`",
      of: "how many",
      variants: "files",
      tookMs: "",
    },
  },
  edited: {
    means: "An answer that a person edited is kept.",
    fields: { ...subject, outdated: "true when its prompt changed since" },
  },
  moved: {
    means: "Answers were found under another name, and moved.",
    fields: { article: "", answers: "list of `block`, `from`, `copied`" },
  },
  shared: {
    means: "A block has the same request as another, and so its answer.",
    fields: { ...subject, with: "the other block" },
  },
  found: {
    means: "A reply was in the queue already: nothing is sent for it.",
    fields: subject,
  },
  workers: {
    means:
      "Who sends the requests of a run with `--queue`: told when that changes, and as they get on.",
    fields: {
      isNews: "false when only `busy` and `answered` have changed",
      workers: "list of `name`, `slots` (requests at one time), `busy`, `answered`",
      message: "if something is amiss",
    },
  },
  failed: {
    means: "A block, or a page as a whole, failed.",
    fields: {
      ...subject,
      ref: "`file`, `line`, `column`: where it stands in the YAML; of a table's article, its row",
      code: "see [errors](errors.md)",
      message: "",
      hint: "what to do",
    },
  },
  waiting: {
    means: "Requests for a model wait.",
    fields: {
      reason:
        "`pace` (the limits), `server` (it asks to wait), `outage`, or `queue` (Redis cannot be asked for shared limits)",
      ...asked,
      untilMs: "when they go on, or at the latest are given up: ISO 8601",
      message: "what the server does instead of answering",
    },
  },
  batch: {
    means: "A batch of requests is out, gets on, or is over and its results are recorded.",
    fields: {
      state: "`submitted`, `found` (it was out already), `polled` or `settled`",
      ...asked,
      key: "of its note in `answers/.batches/`",
      id: "the provider's",
      requests: "how many",
      answered: "how many so far",
      ended: "the provider's word for how it ended",
      message: "what is asked again, and why",
    },
  },
  sandbox: {
    means: "The sandbox stands in for an article's providers.",
    fields: { article: "", reason: "" },
  },
  warning: {
    means: "Something that a person should know; the run goes on.",
    fields: { ...subject, message: "" },
  },
  published: {
    means: "An article's pages are written.",
    fields: { article: "", files: "list of names", changed: "files written" },
  },
  finished: {
    means: "Nothing more comes of an article.",
    fields: {
      article: "",
      status: "`published`, `unchanged` or `failed`",
      asked: "blocks",
      reused: "blocks",
      failures: "how many",
      tookMs: "",
    },
  },
};

/** The one style of names: `attempt-failed` is `attempt_failed`, `costUsd` is `cost_usd`. */
export function snakeCase(name: string): string {
  return name.replaceAll("-", "_").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
