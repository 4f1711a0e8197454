import { recordOf } from "../answers/record-names.ts";
import { isAnswerTo } from "../answers/types.ts";
import { setImmediate } from "node:timers/promises";
import type { Answer, RecordedImage } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import { AwaitsBatch } from "./awaits-batch.ts";
import { isStop } from "./not-sent.ts";
import { Flights, type Given } from "./ask-once.ts";
import type * as imageModule from "./ask-images.ts";
import type * as textModule from "./ask-text.ts";
import type { RunContext } from "./context.ts";
import type { Ask, Reuse, Task } from "./task.ts";

/** How many tasks begin in one turn of the event loop. */
const stepsAtOnce = 64;

/** How one block ended. */
export type Outcome =
  | {
      readonly ok: true;
      readonly answer: Answer;
      readonly asked: boolean;
      /** Answers an older request, and is used all the same. */
      readonly isStale?: boolean;
    }
  /** `partial`: what of the answer is recorded all the same. */
  | { readonly ok: false; readonly error: PreloError; readonly partial?: Answer };

/**
 * Answers all of an article's blocks: each as soon as those it uses are answered. All are settled;
 * a failure is an outcome, not an exception.
 * @param onAnswer called as soon as a block is answered, while others are still out
 * @param onFailure called as soon as one fails
 * @throws only defects of the program
 */
export async function runTasks(
  slug: string,
  tasks: readonly Task[],
  context: RunContext,
  onAnswer: (task: Task, answer: Answer) => Promise<void>,
  onFailure: (task: Task, error: PreloError) => void = () => undefined,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Promise<Outcome>>();
  const flights = new Flights();
  for (const [index, task] of tasks.entries()) {
    // In an article of thousands of blocks, the first requests go out while others are prepared.
    if (index > 0 && index % stepsAtOnce === 0) {
      await setImmediate();
    }
    // Steps come in the order of their dependencies: what a task waits for is already under way.
    const dependencies = task.dependsOn.map((id) => [id, outcomes.get(id)] as const);
    const outcome = (async (): Promise<Outcome> => {
      let decision: Ask | Reuse | undefined;
      try {
        const bodies = await collectBodies(dependencies, task, context);
        decision = await task.decide(bodies);
        context.batches?.decide(recordOf({ slug }, task.block));
        const { answer, asked } = decision.ask
          ? await giveAnswer(slug, task, decision, flights, context)
          : { ...decision, asked: false };
        if (asked) {
          context.batches?.answer(recordOf({ slug }, task.block));
        }
        await onAnswer(task, answer);
        return {
          ok: true,
          answer,
          asked,
          ...(!decision.ask && decision.isStale && { isStale: true }),
        };
      } catch (error) {
        if (!(error instanceof PreloError)) {
          throw error;
        }
        if (!(error instanceof AwaitsBatch)) {
          onFailure(task, error);
          noteFailure(slug, task, decision, error, context);
        }
        const partial = decision && findPartial(slug, task, decision, context);
        return { ok: false, error, ...(partial !== undefined && { partial }) };
      }
    })();
    outcomes.set(task.block.id, outcome);
    // A defect is thrown below, once all have settled, not reported by the runtime before.
    outcome.catch(() => undefined);
  }
  await Promise.allSettled(outcomes.values());
  const ended = new Map<string, Outcome>();
  for (const [id, outcome] of outcomes) {
    ended.set(id, await outcome);
  }
  return ended;
}

/** A failure stands for as long as batches are awaited; what a budget keeps back may fit later. */
function noteFailure(
  slug: string,
  { block }: Task,
  decision: Ask | Reuse | undefined,
  error: PreloError,
  { batches }: RunContext,
): void {
  if (decision?.ask === true && error.code !== "BUDGET_EXCEEDED") {
    batches?.fail(recordOf({ slug }, block), decision, error);
  }
}

/** Pictures that came before a failure stand in the record, with the request they answer. */
function findPartial(
  slug: string,
  { block }: Task,
  decision: Ask | Reuse,
  { store }: RunContext,
): Answer | undefined {
  if (!decision.ask) {
    return decision.answer;
  }
  if (block.kind !== "image") {
    return undefined;
  }
  const read = store.read(recordOf({ slug }, block));
  if (
    read.state !== "read" ||
    read.answer.kind !== "image" ||
    !isAnswerTo(read.answer, decision.request)
  ) {
    return undefined;
  }
  // What a person put in the place of an original was looked at before: the record tells of the old one.
  const looked = decision.partial?.images ?? [];
  const images = read.answer.images.map((image) => {
    const isSame = ({ file, replaced }: RecordedImage): boolean =>
      file === image.file && replaced?.sha256 === image.sha256;
    return looked.find(isSame) ?? image;
  });
  return { ...read.answer, images };
}

// What sends requests loads with the first of them: a rebuild that needs none starts faster.
let textAsking: Promise<typeof textModule> | undefined;
let imageAsking: Promise<typeof imageModule> | undefined;

async function giveAnswer(
  slug: string,
  task: Task,
  decision: Ask,
  flights: Flights,
  context: RunContext,
): Promise<Given> {
  if (decision.refusal !== undefined) {
    throw decision.refusal;
  }
  const name = recordOf({ slug }, task.block);
  const failed = context.batches?.failureOf(name, decision);
  if (failed !== undefined) {
    throw failed;
  }
  return flights.askOnce(name, decision, () => ask(slug, task, decision, context), context);
}

async function ask(slug: string, task: Task, decision: Ask, context: RunContext): Promise<Answer> {
  const { block } = task;
  if (block.kind === "image") {
    const { askImages } = await (imageAsking ??= import("./ask-images.ts"));
    return askImages(slug, block, decision, context);
  }
  const { askText } = await (textAsking ??= import("./ask-text.ts"));
  return askText(slug, block, decision, context);
}

async function collectBodies(
  dependencies: readonly (readonly [string, Promise<Outcome> | undefined])[],
  { contentOf = (_, answer) => wholeText(answer) }: Task,
  { stopping }: RunContext,
): Promise<Record<string, string>> {
  const bodies: Record<string, string> = {};
  for (const [id, pending] of dependencies) {
    const outcome = await pending;
    const answer = outcome?.ok === true ? outcome.answer : outcome?.partial;
    const body = answer && contentOf(id, answer);
    if (body !== undefined) {
      bodies[id] = body;
    } else if (
      outcome?.ok === false &&
      (outcome.error instanceof AwaitsBatch || isStop(outcome.error, stopping.signal.reason))
    ) {
      throw outcome.error;
    } else {
      throw new PreloError("DEPENDENCY_FAILED", `it uses answers.${id}, which failed`, {
        hint: `Mend "${id}" first; this block is then asked by itself.`,
      });
    }
  }
  return bodies;
}

function wholeText(answer: Answer): string | undefined {
  return answer.kind === "text" ? answer.body : undefined;
}
