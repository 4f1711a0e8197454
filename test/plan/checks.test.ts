import { describe, expect, test } from "vitest";
import type { CheckName } from "../../src/checks/types.ts";
import type { ReadResult } from "../../src/answers/read-result.ts";
import type { RejectedAnswer, TextAnswer } from "../../src/answers/types.ts";
import type { TextBlock } from "../../src/job/types.ts";
import { planArticle } from "../../src/plan/plan-article.ts";
import type { PlannedBlock } from "../../src/plan/plan-context.ts";
import { resolveRequest } from "../../src/plan/request.ts";
import { makeTextAnswer } from "../answers/samples.ts";
import { makeArticle, makePrompt, makeProvider, sandboxProvider } from "../support/job-parts.ts";

const openai = makeProvider();
const block: TextBlock = { ...makePrompt("a", "Pergunte."), checks: { attempts: 3 } };
const user = makePrompt("b", "Conclua: {{ answers.a }}");
const article = makeArticle([block, user]);

/** An answer to the block's request; one whose text says so is unfit. */
function answer(body: string, over: Partial<TextAnswer> = {}): TextAnswer {
  const asked = over.provider === "sandbox" ? sandboxProvider : openai;
  const { fingerprint, endpoint, body: request } = resolveRequest(article, block, asked, {});
  const common = { fingerprint, endpoint, provider: asked.name, request, body };
  return { kind: "text", edited: false, ...makeTextAnswer(common), ...over };
}

const why = "no_refusal: it says so";
const aside = { slug: "a", id: "a", kind: "text" } as const;

interface Setup {
  readonly recorded?: TextAnswer;
  readonly rejected?: RejectedAnswer;
  readonly refresh?: boolean;
  readonly asked?: typeof openai;
  readonly check?: CheckName;
  readonly isBuiltIn?: boolean;
}

function plan(setup: Setup): PlannedBlock {
  const { recorded, rejected, refresh = false, asked = openai } = setup;
  const { check = "no_refusal", isBuiltIn = false } = setup;
  const read: ReadResult = recorded ? { state: "read", answer: recorded } : { state: "missing" };
  const [planned] = planArticle({
    article,
    read: new Map([["a", read]]),
    providerFor: () => ({ named: openai, asked }),
    refreshes: () => refresh,
    rejected: () => (rejected === undefined ? [] : [{ name: aside, ...rejected }]),
    priceOf: () => ({ input: 1, output: 1 }),
    checksOf: ({ id }) =>
      id === "a"
        ? {
            findFailures: (body) =>
              body.includes("unfit") ? [{ check, reason: "it says so" }] : [],
            isBuiltIn,
          }
        : undefined,
  });
  if (planned === undefined) {
    throw new Error("nothing is planned");
  }
  return planned;
}

/** An attempt that was kept aside. */
function reject(
  body: string,
  over: Partial<TextAnswer> = {},
  attempts: number | undefined = 3,
): RejectedAnswer {
  return { answer: answer(body, over), reasons: [why], attempts };
}

describe("an answer that is checked", () => {
  test("is fresh when it passes, and asked for again when it fails", () => {
    expect(plan({ recorded: answer("fit") })).toMatchObject({ status: "fresh", ask: false });
    expect(plan({ recorded: answer("unfit") })).toMatchObject({
      status: "unfit",
      ask: true,
      reasons: [`it fails a check: ${why}`],
    });
  });

  test("is kept, once recorded, when only its preamble is wrong; an attempt aside is not", () => {
    const check = "no_preamble";
    const kept = plan({ recorded: answer("unfit"), check });
    expect(kept).toMatchObject({ status: "fresh", ask: false });
    expect(kept.warning).toBeUndefined();
    expect(plan({ rejected: reject("unfit"), check }).assessment?.adopts).toBeUndefined();
  });

  test("by checks that nobody asked for is refused, once recorded, only when it is no answer", () => {
    for (const check of ["alt_length", "language", "no_placeholder"] as const) {
      const kept = plan({ recorded: answer("unfit"), check, isBuiltIn: true });
      expect(kept).toMatchObject({ status: "fresh", ask: false });
      expect(kept.warning).toContain(`${check}: it says so`);
    }
    for (const check of ["alt_text", "no_refusal"] as const) {
      const setup = { recorded: answer("unfit"), check, isBuiltIn: true };
      expect(plan(setup)).toMatchObject({ status: "unfit", ask: true });
      const keyless = plan({ ...setup, asked: sandboxProvider });
      expect(keyless).toMatchObject({ status: "unfit", ask: false });
      expect(keyless.assessment?.unfit).toHaveLength(1);
    }
  });

  test("is not checked when it is stale: another is asked for anyhow", () => {
    const { status, reasons } = plan({ recorded: answer("unfit", { fingerprint: "sha256:0" }) });
    expect(status).toBe("stale");
    expect(reasons.join()).not.toContain(why);
  });

  test("is bounded with all its attempts, by a price that is known", () => {
    const once = plan({ asked: sandboxProvider }).bound;
    const { bound } = plan({});
    expect(bound?.outputTokens).toBe(3 * block.text.maxOutputTokens);
    expect(bound?.inputTokens).toBe(3 * (once?.inputTokens ?? 0));
    expect(bound?.usd).toBeCloseTo(((bound?.inputTokens ?? 0) + 300) / 1_000_000, 8);
  });

  test("of a person's stands in the way of a build instead of being replaced", () => {
    const edited = plan({ recorded: answer("unfit", { edited: true }) });
    expect(edited).toMatchObject({ status: "edited", ask: false });
    expect(edited.assessment?.unfit).toHaveLength(1);
    const refreshed = plan({ recorded: answer("unfit", { edited: true }), refresh: true });
    expect(refreshed).toMatchObject({ status: "edited", ask: true });
  });

  test("of the sandbox is none, until a person has edited it", () => {
    const recorded = answer("unfit", { provider: "sandbox" });
    expect(plan({ recorded, asked: sandboxProvider })).toMatchObject({
      status: "fresh",
      ask: false,
    });
    const edited = plan({ recorded: { ...recorded, edited: true }, asked: sandboxProvider });
    expect(edited.assessment?.unfit).toHaveLength(1);
  });

  test("that fails is not replaced by the sandbox's, which is said", () => {
    const kept = plan({ recorded: answer("unfit"), asked: sandboxProvider });
    expect(kept).toMatchObject({ status: "unfit", ask: false });
    expect(kept.warning).toContain("sandbox does not replace");
  });
});

describe("an attempt that was kept aside", () => {
  test("is taken when it passes by now, whether there is a record that fails or none", () => {
    for (const recorded of [undefined, answer("unfit")]) {
      const taken = plan({ ...(recorded && { recorded }), rejected: reject("fit") });
      expect(taken).toMatchObject({ status: "fresh", ask: false, assessment: { adopts: aside } });
    }
  });

  test("is left alone when it answers another request, unless a person edited it", () => {
    const other = { fingerprint: `sha256:${"0".repeat(64)}` };
    expect(plan({ rejected: reject("fit", other) }).ask).toBe(true);
    const edited = plan({ rejected: reject("fit", { ...other, edited: true }) });
    expect(edited).toMatchObject({ status: "edited", ask: false, assessment: { adopts: aside } });
  });

  test("is not asked over when a person edited it, and it fails", () => {
    const edited = plan({ rejected: reject("unfit", { edited: true }) });
    expect(edited).toMatchObject({ status: "edited", ask: false });
    expect(edited.assessment?.unfit).toHaveLength(1);
    expect(edited.assessment?.adopts).toBeUndefined();
  });

  test("is not paid for again when all attempts were made; plan says why", () => {
    for (const attempts of [3, undefined]) {
      const failed = plan({ rejected: reject("unfit", {}, attempts) });
      expect(failed).toMatchObject({ status: "unfit", ask: false, isStopped: true });
      expect(failed.assessment?.refused).toEqual({ name: aside, code: "CHECK_FAILED" });
      expect(failed.reasons.at(-1)).toContain(`not asked for again: it fails a check: ${why}`);
      expect(failed.bound).toBeUndefined();
    }
  });

  test("is asked for as often as attempts are left", () => {
    const failed = plan({ rejected: reject("unfit", {}, 1) });
    expect(failed).toMatchObject({ status: "missing", ask: true });
    expect(failed.reasons.at(-1)).toBe(
      `the best attempt so far, kept aside, fails a check: ${why}`,
    );
    expect(failed.assessment).toMatchObject({ spent: 1, best: [{ check: "no_refusal" }] });
    expect(failed.bound?.outputTokens).toBe(2 * block.text.maxOutputTokens);
  });

  test("that was cut off is none, whatever the checks, until a person mends it", () => {
    const reasons = ["ANSWER_TRUNCATED: the answer was cut off at its output limit"];
    const cut = { ...reject("fit"), reasons, attempts: 1 };
    const failed = plan({ rejected: cut });
    expect(failed).toMatchObject({ status: "unfit", ask: false });
    expect(failed.assessment?.refused).toEqual({ name: aside, code: "ANSWER_TRUNCATED" });
    const mended = plan({ rejected: { ...cut, answer: answer("fit", { edited: true }) } });
    expect(mended).toMatchObject({ status: "edited", ask: false, assessment: { adopts: aside } });
  });

  test("does not count where the answer is refreshed, nor to the sandbox", () => {
    expect(plan({ rejected: reject("fit"), refresh: true }).ask).toBe(true);
    expect(plan({ rejected: reject("fit"), asked: sandboxProvider }).ask).toBe(true);
  });
});
