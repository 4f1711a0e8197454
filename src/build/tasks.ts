import { rejectedFile } from "../answers/record-name.ts";
import { PreloError } from "../errors.ts";
import { recordOf } from "../answers/record-names.ts";
import type { Assessment } from "../plan/assessment.ts";
import type { Asked } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import { settleOriginals } from "../pictures/settle-originals.ts";
import { assessInContext } from "../plan/plan-article.ts";
import { articleTexts, openArticles } from "../plan/plan-context.ts";
import type { PlanContext, PlannedBlock } from "../plan/plan-context.ts";
import type { Ask, Reuse, Task } from "../requests/task.ts";
import { AwaitsBatch } from "../requests/awaits-batch.ts";
import { usedContent } from "../plan/used-content.ts";
import type { Answer } from "../answers/types.ts";
import { toMoves } from "../answers/keep-previous.ts";
import { moveAnswers } from "./move-answers.ts";
import { assertDecidable } from "./not-asked.ts";
import type { Run } from "./run.ts";
import type { TaskOptions } from "./task-options.ts";
import { toAsk } from "./to-ask.ts";

/**
 * Turns a plan into the tasks of a run. A block that waits for others is decided only when their
 * answers are there, by the same rules.
 */
export function toTasks(
  planned: readonly PlannedBlock[],
  context: PlanContext,
  options: TaskOptions,
): readonly Task[] {
  return planned.map((each) => ({
    block: each.block,
    dependsOn: each.dependsOn,
    contentOf: (id, answer) => usedContent(each.block, id, answer),
    decide: (answers) => decide(each, answers, context, options),
  }));
}

async function decide(
  { block, assessment: known }: PlannedBlock,
  answers: Readonly<Record<string, string>>,
  context: PlanContext,
  options: TaskOptions,
): Promise<Ask | Reuse> {
  assertArticlesThere(block, context, options.out);
  const { article } = context;
  const { emit, store } = options.run;
  const bodies = { ...answers, ...articleTexts(block, context) };
  // The plan already decided this one: the answers that it uses cannot change in this run.
  const assessment = known ?? assessInContext(block, bodies, context);
  tellOfRecord(block, assessment, context, emit);
  const name = recordOf(article, block);
  const recorded = await settleRecord(block, assessment, article, options);
  if (known === undefined && assessment.displaces) {
    await store.move([{ from: name, to: store.findSpare(name), keep: false }]);
  }
  assertDecidable(assessment, name, { dir: options.dir, answersDir: store.dir });
  if (assessment.adopts && recorded !== undefined) {
    await store.adoptRejected(assessment.adopts, name);
    const from = `${article.slug}/${rejectedFile(assessment.adopts)}`;
    const moved = { block: block.id, from, copied: false };
    emit({ type: "moved", article: article.slug, answers: [moved] });
    return { ask: false, answer: recorded };
  }
  const { ask, status, reasons, stale } = assessment;
  if (!ask && recorded !== undefined) {
    return { ask: false, answer: recorded, isStale: stale === "kept" };
  }
  emit({ type: "due", article: article.slug, block: block.id, status, reasons });
  return toAsk({ block, assessment, recorded }, { answers, bodies }, context, options);
}

/** Tells what a person should know of the answer that is there: edited, out of date, damaged. */
function tellOfRecord(
  { id: block }: Asked,
  { ask, status, warning }: Assessment,
  { article: { slug: article }, read }: PlanContext,
  emit: Run["emit"],
): void {
  if (status === "edited" && !ask) {
    emit({ type: "edited", article, block, outdated: warning !== undefined });
  } else if (warning !== undefined) {
    emit({ type: "warning", article, block, message: warning });
  }
  const found = read.get(block);
  const damage = found === undefined || found.state === "missing" ? undefined : found.damage;
  if (damage !== undefined) {
    const message = `${damage.path} is damaged (${damage.reason}); what is lost counts as missing`;
    emit({ type: "warning", article, block, message });
  }
}

/**
 * The recorded answer, under the block's own name.
 * @returns undefined where there is none, or another has taken its place meanwhile
 * @throws PreloError IMAGE_…, READ_FAILED for a picture that a person put there and that cannot be used
 */
async function settleRecord(
  block: Asked,
  { recorded, movedFrom }: Assessment,
  article: Article,
  { run, orphaned }: TaskOptions,
): Promise<Answer | undefined> {
  if (movedFrom === undefined) {
    return recorded;
  }
  // Records with known requests were moved earlier; this one's was not known until its template was rendered.
  const to = recordOf(article, block);
  const { store, inspectPicture } = run;
  const moves = toMoves({ from: movedFrom, to, keep: true }, store);
  await moveAnswers(moves, run, orphaned);
  const moved =
    block.kind === "image"
      ? await settleOriginals(store.read(to), {
          name: to,
          store,
          inspectPicture,
          limits: block.variants,
        })
      : store.read(to);
  if (moved.state !== "read") {
    return undefined;
  }
  const [problem] = moved.problems ?? [];
  if (problem !== undefined) {
    throw problem.error;
  }
  const { fingerprint, created } = moved.answer;
  const isSame = fingerprint === recorded?.fingerprint && created === recorded.created;
  return isSame ? moved.answer : undefined;
}

/**
 * @throws PreloError DEPENDENCY_FAILED where the text of an article is to go along that is not whole;
 * AwaitsBatch while that waits for a batch
 */
function assertArticlesThere(
  block: Asked,
  context: PlanContext,
  out: ReadonlySet<string> = new Set(),
): void {
  const slugs = [...openArticles(block, context).keys()];
  const slug = slugs.find((each) => !out.has(each));
  if (slug === undefined && slugs.length > 0) {
    throw new AwaitsBatch();
  }
  if (slug !== undefined) {
    const message = `it attaches article:${slug}, some of whose answers are missing`;
    throw new PreloError("DEPENDENCY_FAILED", message, {
      hint: `Build that article as well (--article ${slug}), or mend it first.`,
    });
  }
}
