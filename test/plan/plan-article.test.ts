import { describe, expect, test } from "vitest";
import { hashBytes } from "../../src/files/hash.ts";
import type { ReadResult } from "../../src/answers/read-result.ts";
import type { Answer, RecordedImage } from "../../src/answers/types.ts";
import type { Article, Block, Price, Provider } from "../../src/job/types.ts";
import { type AskedBlock, isAsked } from "../../src/job/asked.ts";
import { planArticle } from "../../src/plan/plan-article.ts";
import type { PlanContext, PlannedBlock } from "../../src/plan/plan-context.ts";
import { resolveRequest } from "../../src/plan/request.ts";
import { makeImageAnswer, makeTextAnswer } from "../answers/samples.ts";
import {
  makeArticle,
  makeImage,
  makePrompt,
  makeProvider,
  makeText,
  sandboxProvider,
} from "../support/job-parts.ts";

const openai = makeProvider();
const damage = { path: "a/x.md", reason: "its front matter does not end" };
const damaged: ReadResult = { state: "damaged", damage };

interface Setup {
  readonly blocks: readonly Block[];
  readonly over?: Partial<Article>;
  /** The provider that is really asked. */
  readonly asked?: Provider;
  readonly read?: Readonly<Record<string, ReadResult>>;
  readonly refresh?: readonly string[];
  readonly prices?: Readonly<Record<string, Price>>;
  readonly found?: PlanContext["findRecords"];
}

function plan({
  blocks,
  over,
  asked = openai,
  read: recorded = {},
  refresh = [],
  prices = {},
  found,
}: Setup) {
  const planned = planArticle({
    article: makeArticle(blocks, over),
    read: new Map(Object.entries(recorded)),
    providerFor: () => ({ named: openai, asked }),
    refreshes: ({ id }) => refresh.includes(id),
    priceOf: ({ model }) => prices[model],
    ...(found !== undefined && { findRecords: found }),
  });
  return new Map(planned.map((block) => [block.block.id, block]));
}

/** The one block's plan. */
function planOne(block: AskedBlock, setup: Omit<Setup, "blocks"> = {}): PlannedBlock {
  const [planned] = plan({ blocks: [block], ...setup }).values();
  if (planned === undefined) {
    throw new Error("nothing is planned");
  }
  return planned;
}

interface Recording {
  readonly body?: string;
  readonly edited?: boolean;
  readonly provider?: Provider;
  readonly bodies?: Readonly<Record<string, string>>;
  readonly images?: number;
}

/** The answer to a block's request, as it would have been recorded. */
function record(
  block: AskedBlock,
  recording: Recording = {},
  article = makeArticle([block]),
): Answer {
  const {
    body = `Answer ${block.id}`,
    edited = false,
    provider = openai,
    bodies = {},
    images = 0,
  } = recording;
  const { fingerprint, endpoint, body: asked } = resolveRequest(article, block, provider, bodies);
  const common = { fingerprint, endpoint, provider: provider.name, request: asked };
  if (block.kind === "image") {
    const image: RecordedImage = {
      file: "x-1.png",
      sha256: hashBytes(""),
      width: 1,
      height: 1,
      format: "png",
      bytes: 0,
    };
    const shown = Array.from({ length: images }, (_, index) => ({
      ...image,
      file: `x-${index + 1}.png`,
    }));
    return { kind: "image", ...makeImageAnswer({ ...common, images: shown }) };
  }
  const uses = Object.fromEntries(
    Object.entries(bodies).map(([id, used]) => [id, hashBytes(used)]),
  );
  return { kind: "text", edited, ...makeTextAnswer({ ...common, body, uses }) };
}

function read(answer: Answer): ReadResult {
  return { state: "read", answer };
}

const a = makePrompt("a", "Pergunte.");
const b = makePrompt("b", "Conclua: {{ answers.a }}");
const c = makePrompt("c", "Resuma: {{ answers.b }}");
const picture = makeImage("casa", "Uma casa", { n: 3 });

describe("one block", () => {
  test("without a record it is missing, and asked", () => {
    expect(planOne(a)).toMatchObject({
      status: "missing",
      ask: true,
      reasons: ["no answer is recorded"],
    });
  });

  test("with the answer to its request it is fresh, and costs nothing", () => {
    const planned = planOne(a, { read: { a: read(record(a)) } });
    expect(planned).toMatchObject({ status: "fresh", ask: false, reasons: [] });
    expect(planned.bound).toBeUndefined();
  });

  test.each<[string, AskedBlock, string]>([
    ["its prompt", makePrompt("a", "Pergunte melhor."), "{+ melhor+}"],
    [
      "its temperature",
      makePrompt("a", "Pergunte.", { temperature: 0.7 }),
      "temperature (none) → 0.7",
    ],
    ["its model", makePrompt("a", "Pergunte.", { model: "gpt-6" }), "model gpt-5.4-mini → gpt-6"],
    [
      "its endpoint",
      makePrompt("a", "Pergunte.", { endpoint: "chat" }),
      "endpoint responses → chat",
    ],
    [
      "its extra",
      makePrompt("a", "Pergunte.", { extra: { store: false } }),
      "store (none) → false",
    ],
  ])("with another value of %s it is stale, and said why", (_what, now, reason) => {
    const planned = planOne(now, { read: { a: read(record(a)) } });
    expect(planned).toMatchObject({ status: "stale", ask: true });
    expect(planned.reasons.join("\n")).toContain(reason);
  });

  test("limits, timeouts, prices, headings and where it stands change nothing", () => {
    const moved = {
      ...a,
      level: 3 as const,
      ref: { ...a.ref, line: 99 },
      heading: makeText("Other"),
    };
    const slow = makeProvider({
      timeoutMs: 1,
      deadlineMs: 2,
      maxAttempts: 1,
      limits: { concurrency: 1, requestsPerMinute: 1 },
    });
    const setup = {
      read: { a: read(record(a)) },
      asked: slow,
      prices: { "gpt-5.4-mini": { input: 1 } },
    };
    expect(planOne(moved, setup)).toMatchObject({ status: "fresh", ask: false });
  });

  test("a variable or the system text is part of the request", () => {
    const block = makePrompt("a", "Sobre {{ vars.tema }}.");
    const recorded = record(block, {}, makeArticle([block], { vars: { tema: "A" } }));
    const setup = (tema: string, system?: string) => ({
      read: { a: read(recorded) },
      over: { vars: { tema }, ...(system !== undefined && { system: makeText(system) }) },
    });
    expect(planOne(block, setup("A")).status).toBe("fresh");
    expect(planOne(block, setup("B")).status).toBe("stale");
    expect(planOne(block, setup("A", "Seja breve.")).reasons).toEqual([
      "system (none) → Seja breve.",
    ]);
  });

  test("with a damaged record it is missing, and its path is said", () => {
    const planned = planOne(a, { read: { a: damaged } });
    expect(planned).toMatchObject({ status: "missing", ask: true });
    expect(planned.reasons[0]).toContain("a/x.md");
    expect(planned.reasons[0]).toContain(damage.reason);
  });

  test("refreshed it is asked although it is fresh", () => {
    expect(planOne(a, { read: { a: read(record(a)) }, refresh: ["a"] })).toMatchObject({
      status: "stale",
      ask: true,
    });
  });

  test("pictures that are not all there are asked for", () => {
    expect(
      planOne(picture, { read: { casa: read(record(picture, { images: 3 })) } }),
    ).toMatchObject({ status: "fresh", ask: false });
    const planned = planOne(picture, { read: { casa: read(record(picture, { images: 2 })) } });
    expect(planned).toMatchObject({ status: "missing", ask: true });
    expect(planned.reasons[0]).toContain("2 of 3");
  });
});

describe("an answer that a person has edited", () => {
  const edited = read(record(a, { edited: true }));

  test("stands, and is said to be edited", () => {
    const planned = planOne(a, { read: { a: edited } });
    expect(planned).toMatchObject({ status: "edited", ask: false, reasons: [] });
    expect(planned.warning).toBeUndefined();
  });

  test("stands when its request has changed too, with a warning", () => {
    const planned = planOne(makePrompt("a", "Outra pergunta."), { read: { a: edited } });
    expect(planned).toMatchObject({ status: "edited", ask: false });
    expect(planned.warning).toContain("older question");
    expect(planned.reasons.length).toBeGreaterThan(0);
  });

  test("stands when another provider would be asked, with a warning", () => {
    const planned = planOne(a, { read: { a: edited }, asked: makeProvider({ name: "local" }) });
    expect(planned).toMatchObject({ status: "edited", ask: false });
    expect(planned.reasons).toContain("provider openai → local");
    expect(planned.warning).toContain("older question");
  });

  test("is replaced only when it is refreshed by name", () => {
    expect(planOne(a, { read: { a: edited }, refresh: ["b"] }).ask).toBe(false);
    expect(planOne(a, { read: { a: edited }, refresh: ["a"] })).toMatchObject({
      status: "edited",
      ask: true,
    });
  });

  test("makes those stale that quote it", () => {
    const before = record(b, { bodies: { a: "Answer a" } });
    const now = read(record(a, { edited: true, body: "Better" }));
    const planned = plan({ blocks: [a, b], read: { a: now, b: read(before) } });
    expect(planned.get("b")).toMatchObject({
      status: "stale",
      ask: true,
      reasons: ["answers.a changed"],
    });
  });
});

function fromSandbox(edited = false): ReadResult {
  return read(record(a, { provider: sandboxProvider, edited }));
}

describe("sandbox and real answers", () => {
  test("a sandbox answer is missing to a real provider, and fresh to the sandbox", () => {
    expect(planOne(a, { read: { a: fromSandbox() } })).toMatchObject({
      status: "missing",
      ask: true,
    });
    expect(planOne(a, { read: { a: fromSandbox() }, asked: sandboxProvider })).toMatchObject({
      status: "fresh",
      ask: false,
    });
  });

  test("the sandbox never replaces a real answer: fresh, stale, edited or refreshed", () => {
    const other = makePrompt("a", "Outra pergunta.");
    const real = { a: read(record(a)) };
    expect(planOne(a, { read: real, asked: sandboxProvider })).toMatchObject({
      status: "fresh",
      ask: false,
    });
    const stale = planOne(other, { read: real, asked: sandboxProvider });
    expect(stale).toMatchObject({ status: "stale", ask: false });
    expect(stale.warning).toContain("sandbox");
    expect(planOne(other, { read: real, asked: sandboxProvider, refresh: ["a"] }).ask).toBe(false);
    const edited = { a: read(record(a, { edited: true })) };
    expect(planOne(a, { read: edited, asked: sandboxProvider })).toMatchObject({
      status: "edited",
      ask: false,
    });
  });

  test("an edited sandbox answer is a person's work: kept, and not called outdated", () => {
    const planned = planOne(a, { read: { a: fromSandbox(true) } });
    expect(planned).toMatchObject({ status: "edited", ask: false });
    expect(planned.warning).toBeUndefined();
  });

  test("while it waits for others, a real answer is not planned to be replaced by the sandbox's", () => {
    const real = { b: read(record(b, { bodies: { a: "x" } })) };
    const planned = plan({ blocks: [a, b], read: real, asked: sandboxProvider });
    expect(planned.get("b")).toMatchObject({ ask: false });
  });

  test("while it waits for others, a sandbox answer is missing to a real provider", () => {
    const sandboxed = { b: read(record(b, { bodies: { a: "x" }, provider: sandboxProvider })) };
    expect(plan({ blocks: [a, b], read: sandboxed }).get("b")).toMatchObject({
      status: "missing",
      ask: true,
    });
  });
});

describe("blocks that use one another", () => {
  test("come after what they use, wherever they stand in the article", () => {
    expect([...plan({ blocks: [c, b, picture, a] }).keys()]).toEqual(["casa", "a", "b", "c"]);
  });

  test("wait for what is asked first, and say so", () => {
    const planned = plan({ blocks: [a, b, c] });
    expect(planned.get("b")).toMatchObject({
      status: "missing",
      ask: true,
      reasons: ["answers.a is asked first"],
      dependsOn: ["a"],
    });
    expect(planned.get("c")).toMatchObject({ reasons: ["answers.b is asked first"] });
  });

  test("are fresh when all that they quote is", () => {
    const answers = {
      a: read(record(a)),
      b: read(record(b, { bodies: { a: "Answer a" } })),
      c: read(record(c, { bodies: { b: "Answer b" } })),
    };
    for (const planned of plan({ blocks: [a, b, c], read: answers }).values()) {
      expect(planned).toMatchObject({ status: "fresh", ask: false });
    }
  });

  test("are bounded with the most that the answers they wait for may take", () => {
    const prices = { "gpt-5.4-mini": { input: 1, output: 1 } };
    const limited = makePrompt("a", "Pergunte.", { maxOutputTokens: 5000 });
    const planned = plan({ blocks: [limited, b], prices });
    expect(planned.get("b")?.bound?.inputTokens).toBeGreaterThan(5000);
    expect(planned.get("b")?.bound?.usd).toBeGreaterThan(0.005);
    expect(plan({ blocks: [limited, b] }).get("b")?.bound?.usd).toBeUndefined();
  });

  test("an edited answer in the middle stands, and the plan goes on behind it", () => {
    const kept = read(record(b, { bodies: { a: "old" }, edited: true, body: "By hand" }));
    const after = read(record(c, { bodies: { b: "By hand" } }));
    const planned = plan({ blocks: [a, b, c], read: { b: kept, c: after } });
    expect(planned.get("a")).toMatchObject({ status: "missing", ask: true });
    expect(planned.get("b")).toMatchObject({ status: "edited", ask: false });
    expect(planned.get("c")).toMatchObject({ status: "fresh", ask: false });
  });

  test("a damaged record of one that waits is said as well", () => {
    const planned = plan({ blocks: [a, b], read: { b: damaged } }).get("b");
    expect(planned).toMatchObject({ status: "missing", ask: true });
    expect(planned?.reasons.join("\n")).toContain("a/x.md");
  });
});

/** Looks up what stands under other names; blocks' own records stand in `read`. */
function under(records: Readonly<Record<string, Answer>>): PlanContext["findRecords"] {
  const found = Object.entries(records).map(([id, answer]) => {
    const [slug = "", own = id] = id.includes("/") ? id.split("/") : ["a", id];
    return { name: { slug, id: own, kind: answer.kind }, answer };
  });
  return (fingerprint) => found.filter(({ answer }) => answer.fingerprint === fingerprint);
}

/** A plan of an article whose folder holds these records, whatever their names. */
function planFolder(
  blocks: readonly Block[],
  records: Readonly<Record<string, Answer>>,
  setup: Omit<Setup, "blocks"> = {},
) {
  const own = Object.fromEntries(
    Object.entries(records).map(([id, answer]) => [id, read(answer)] as const),
  );
  return plan({ blocks, read: own, found: under(records), ...setup });
}

/** What each block is planned to use: the name of a record, or that it is asked. */
function usesOf(planned: ReturnType<typeof plan>): Record<string, string> {
  return Object.fromEntries(
    [...planned].map(([id, { ask, assessment, sharesWith }]) => [
      id,
      sharesWith === undefined
        ? ask
          ? "ask"
          : (assessment?.movedFrom?.id ?? "own")
        : `as ${sharesWith}`,
    ]),
  );
}

describe("an answer under another name", () => {
  test("is taken over when it answers the very same request", () => {
    const found = under({ "old/before": record(a) });
    expect(planOne(a, { found })).toMatchObject({
      status: "fresh",
      ask: false,
      assessment: { movedFrom: { slug: "old", id: "before", kind: "text" } },
    });
    expect(planOne(makePrompt("a", "Outra."), { found }).ask).toBe(true);
    expect(planOne(a, { found, refresh: ["a"] }).ask).toBe(true);
  });

  test("is the same one of several to one request, whatever its article or block is called now", () => {
    const several = [makePrompt("b", "Diga."), makePrompt("b.2", "Diga.")] as const;
    const [first, second] = [record(several[0]), record(several[1], { edited: true })];
    for (const name of ["old/b", "old/before"]) {
      // In the order in which a folder lists them.
      const found = under({ [`${name}.2`]: second, [name]: first });
      const uses = plan({ blocks: several, found });
      expect(uses.get("b")?.assessment?.recorded).toBe(first);
      expect(uses.get("b.2")?.assessment?.recorded).toBe(second);
    }
  });

  test("stays an edit", () => {
    const found = under({ "old/before": record(a, { edited: true }) });
    expect(planOne(a, { found })).toMatchObject({ status: "edited", ask: false });
  });

  test("is topped up when pictures of it are missing", () => {
    const found = under({ "old/before": record(picture, { images: 2 }) });
    expect(planOne(picture, { found })).toMatchObject({
      status: "missing",
      ask: true,
      reasons: ["2 of 3 pictures are recorded"],
      assessment: { movedFrom: { id: "before" } },
    });
  });

  test("serves those that quote it", () => {
    const planned = plan({
      blocks: [a, b],
      found: under({ "old/before": record(a, { body: "Found" }) }),
      read: { b: read(record(b, { bodies: { a: "Found" } })) },
    });
    expect(planned.get("b")).toMatchObject({ status: "fresh", ask: false });
  });
});

describe("ids that changed", () => {
  const prompts = Array.from({ length: 5 }, (_, index) => `Question ${index}.`);
  const ask = (id: string, index: number) => makePrompt(id, prompts[index] ?? "");
  const old = Object.fromEntries(prompts.map((_, index) => [`q${index}`, ask(`q${index}`, index)]));
  const records = Object.fromEntries(
    Object.entries(old).map(([id, block]) => [id, record(block)] as const),
  );

  test("a new question on top is the only one that is asked", () => {
    const blocks = [
      makePrompt("q0", "New."),
      ...prompts.map((_, index) => ask(`q${index + 1}`, index)),
    ];
    expect(usesOf(planFolder(blocks, records))).toEqual({
      q0: "ask",
      q1: "q0",
      q2: "q1",
      q3: "q2",
      q4: "q3",
      q5: "q4",
    });
  });

  test("a question that is gone moves the others up", () => {
    const blocks = [ask("q0", 0), ask("q1", 2), ask("q2", 3), ask("q3", 4)];
    expect(usesOf(planFolder(blocks, records))).toEqual({
      q0: "own",
      q1: "q2",
      q2: "q3",
      q3: "q4",
    });
  });

  test.each([
    ["two change places", [1, 0, 2, 3, 4]],
    ["all go round", [4, 0, 1, 2, 3]],
  ])("%s, and nothing is asked", (_what, order) => {
    const blocks = order.map((index, at) => ask(`q${at}`, index));
    const expected = order.map((index, at) => [`q${at}`, index === at ? "own" : `q${index}`]);
    expect(usesOf(planFolder(blocks, records))).toEqual(Object.fromEntries(expected));
  });

  test("an edited answer goes with its question, and is not published for another", () => {
    const edited = { ...records, q0: record(ask("q0", 0), { edited: true, body: "By hand" }) };
    const planned = planFolder([makePrompt("q0", "New."), ask("q1", 0), ask("q2", 2)], edited);
    expect(usesOf(planned)).toEqual({ q0: "ask", q1: "q0", q2: "own" });
    expect(planned.get("q1")).toMatchObject({ status: "edited" });
    expect(planned.get("q0")).toMatchObject({ status: "missing" });
  });

  test("an edited answer whose question is gone gives way to the one that answers", () => {
    const edited = { ...records, q1: record(ask("q1", 1), { edited: true }) };
    expect(usesOf(planFolder([ask("q0", 0), ask("q1", 2)], edited))).toEqual({
      q0: "own",
      q1: "q2",
    });
  });

  test("an edited answer whose prompt alone changed is kept", () => {
    const edited = { q0: record(ask("q0", 0), { edited: true }) };
    const planned = planFolder([makePrompt("q0", "Question 0, please.")], edited);
    expect(planned.get("q0")).toMatchObject({ status: "edited", ask: false });
  });

  test("pictures go with their prompt, one record to one block", () => {
    const house = makeImage("house", "A house");
    const tree = makeImage("tree", "A tree");
    const pictures = {
      house: record(house, { images: 1 }),
      tree: record(tree, { images: 1 }),
    };
    const swapped = [makeImage("house", "A tree"), makeImage("tree", "A house")];
    expect(usesOf(planFolder(swapped, pictures))).toEqual({ house: "tree", tree: "house" });
    const twins = [makeImage("first", "A house"), house, makeImage("third", "A house")];
    expect(usesOf(planFolder(twins, pictures))).toEqual({
      first: "ask",
      house: "own",
      third: "ask",
    });
  });
});

describe("the same text request in two blocks", () => {
  const twin = makePrompt("twin", "Pergunte.");

  test("is sent once", () => {
    const planned = plan({ blocks: [a, twin] });
    expect(usesOf(planned)).toEqual({ a: "ask", twin: "as a" });
    expect(planned.get("twin")?.bound).toBeUndefined();
  });

  test("is sent once where it waits for an answer as well", () => {
    const waiting = makePrompt("waiting", "Conclua: {{ answers.a }}");
    expect(usesOf(plan({ blocks: [a, b, waiting] }))).toEqual({
      a: "ask",
      b: "ask",
      waiting: "as b",
    });
  });

  test("is not sent when one is recorded", () => {
    expect(usesOf(planFolder([a, twin], { a: record(a) }))).toEqual({ a: "own", twin: "a" });
    expect(usesOf(planFolder([twin, a], { a: record(a) }))).toEqual({ a: "own", twin: "a" });
  });

  test.each([
    ["one", { ...a, share: false as const }, twin],
    ["the other", a, { ...twin, share: false as const }],
  ])("is sent twice when %s wants an answer of its own", (_what, first, second) => {
    expect(usesOf(plan({ blocks: [first, second] }))).toEqual({ a: "ask", twin: "ask" });
    expect(usesOf(planFolder([first, second], { a: record(a) }))).toEqual({
      a: "own",
      twin: "ask",
    });
  });

  test("is sent twice for pictures", () => {
    const blocks = [picture, makeImage("casa-2", "Uma casa", { n: 3 })];
    expect(usesOf(plan({ blocks }))).toEqual({ casa: "ask", "casa-2": "ask" });
  });
});

test("only what a model answers is planned", () => {
  const literal: Block = {
    id: "m",
    ref: a.ref,
    level: 2,
    kind: "markdown",
    markdown: makeText("x"),
  };
  expect([literal, a, picture].filter(isAsked)).toEqual([a, picture]);
  expect([...plan({ blocks: [literal, a] }).keys()]).toEqual(["a"]);
});
