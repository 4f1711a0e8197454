import type { Answer } from "../answers/types.ts";
import type { PreloError } from "../errors.ts";
import type { AltRenderer } from "../article/alt-renderer.ts";
import { waitsForTexts } from "../article/scope.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article, Block } from "../job/types.ts";
import { mayPassOver } from "../pictures/on-error.ts";
import type { PictureRenderer } from "../pictures/picture-renderer.ts";
import { type Outcome, runTasks } from "../requests/run-tasks.ts";
import type { Task } from "../requests/task.ts";
import { describeFrom } from "./describe-pictures.ts";
import { type Failure, isOut, tellFailure, toFailure } from "./failures.ts";
import {
  goodOf,
  illustrateDescribed,
  illustrateEach,
  illustrateOwn,
  listReady,
} from "./illustrate-blocks.ts";
import { locate, type Located } from "./locate.ts";
import type { Run } from "./run.ts";

interface Where extends Located {
  readonly article: Article;
}

/** What came of an article's blocks, their pictures made. */
export interface AnsweredArticle {
  /** By the block's id; of what failed, what there is of it. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The ids of those that answer an older request. */
  readonly stale: ReadonlySet<string>;
  readonly asked: number;
  readonly reused: number;
  readonly failures: readonly Failure[];
}

/**
 * Runs an article's tasks, and makes the pictures as their answers arrive. What `on_error` allows is
 * passed over.
 */
export async function answerArticle(
  where: Where,
  tasks: readonly Task[],
  renderer: PictureRenderer,
  alts: AltRenderer,
  run: Run,
): Promise<AnsweredArticle> {
  const { article } = where;
  const waiting = article.blocks.filter(waitsForTexts);
  // While answers are out in batches, an article comes by again and again: its pictures are made at the end.
  const held = new Set(run.batches === undefined ? waiting : article.blocks);
  const [ownFailures, settled] = await Promise.all([
    illustrateEach(where, (block) =>
      held.has(block) ? undefined : illustrateOwn(block, renderer),
    ),
    runTasks(
      article.slug,
      tasks,
      run,
      async ({ block }, answer) => {
        // Pictures with a text that a model is asked for are made when it has answered.
        const isAlone = block.kind === "image" && block.altSettings === undefined;
        if (isAlone && answer.kind === "image" && !held.has(block)) {
          await renderer.illustrateBlock(block, answer);
        }
      },
      ({ block }, error) => {
        // Whether that of a description counts is decided when its picture is there, or not.
        if (block.kind !== "alt" && !(block.kind === "image" && mayPassOver(block, error))) {
          tellFailure(article.slug, toFailure(error, where, block), run);
        }
      },
    ),
  ]);
  const comesAgain = isOut([...settled.values()].filter((each) => !each.ok));
  const ready = comesAgain ? [] : await listReady(held, waiting, settled, alts);
  const lateFailures = await illustrateEach(where, (block) =>
    ready.includes(block) ? illustrateOwn(block, renderer) : undefined,
  );
  const outcomes = comesAgain
    ? settled
    : await illustrateDescribed(article, settled, renderer, ready);
  const failures = [
    ...ownFailures,
    ...lateFailures,
    ...(await passOverPictures(where, outcomes, renderer, run)),
  ];
  const answers = new Map<string, Answer>();
  const stale = new Set<string>();
  for (const [id, outcome] of outcomes) {
    const answer = outcome.ok ? outcome.answer : outcome.partial;
    if (answer !== undefined) {
      answers.set(id, answer);
    }
    if (outcome.ok && outcome.isStale) {
      stale.add(id);
    }
  }
  if (failures.length === 0) {
    const show = (block: Block): Promise<void> | undefined =>
      block.kind === "video" && block.posterPicture !== undefined
        ? renderer.showAsPoster(block, answers.get(block.posterPicture.image))
        : undefined;
    failures.push(...(await illustrateEach(where, show)));
  }
  const good = [...outcomes.values()].filter((outcome) => outcome.ok);
  const asked = good.filter((outcome) => outcome.asked).length;
  return { answers, stale, asked, reused: good.length - asked, failures };
}

/** Applies `on_error`: what may be passed over is said, and is no failure of the article. */
async function passOverPictures(
  where: Where,
  outcomes: ReadonlyMap<string, Outcome>,
  renderer: PictureRenderer,
  { emit }: Pick<Run, "emit">,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const { article } = where;
  for (const block of listAsked(article)) {
    const outcome = outcomes.get(block.id);
    if (outcome === undefined || outcome.ok) {
      continue;
    }
    const { error } = outcome;
    // A picture that could not be had cannot be described: that is said of the picture.
    if (block.kind === "alt" && outcomes.get(block.image)?.ok === false && isMissed(error)) {
      continue;
    }
    if (block.kind !== "image" || !mayPassOver(block, error)) {
      failures.push(toFailure(error, where, block));
      continue;
    }
    const isReplaced = block.variants.onError === "placeholder";
    const instead = isReplaced ? "a placeholder stands in" : "the page leaves it out";
    const { ref, message: why } = locate(where, block.ref, error.message);
    const message = `${ref.file}:${ref.line} ${error.code}: ${why}; ${instead}`;
    emit({ type: "warning", article: article.slug, block: block.id, message });
    await renderer.illustrateWhatIsThere(
      block,
      outcome.partial,
      await describeFrom(article, goodOf(outcomes)),
    );
  }
  return failures;
}

function isMissed({ code }: PreloError): boolean {
  return code === "DEPENDENCY_FAILED";
}
