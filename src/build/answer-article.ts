import type { Answer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { AltRenderer } from "../article/alt-renderer.ts";
import { answersUsedBy, waitsForTexts } from "../article/scope.ts";
import { kindOf } from "../blocks/kinds.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article, Block, Job } from "../job/types.ts";
import { mayPassOver } from "../pictures/on-error.ts";
import type { Describe } from "../pictures/original.ts";
import type { PictureRenderer } from "../pictures/picture-renderer.ts";
import { type Outcome, runTasks } from "../requests/run-tasks.ts";
import type { Task } from "../requests/task.ts";
import { type Failure, isOut, tellFailure, toFailure } from "./failures.ts";
import { locate, type Located } from "./locate.ts";
import type { Run } from "./run.ts";
import { findTextPictures } from "./text-pictures.ts";

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

/**
 * Makes the pictures of texts that are known only now.
 * @returns the article, its blocks with those pictures
 */
export async function illustrateTexts(
  { article, job }: Where & { readonly job: Job },
  answers: ReadonlyMap<string, Answer>,
  renderer: PictureRenderer,
  { emit }: Pick<Run, "emit">,
): Promise<{ readonly article: Article; readonly failures: readonly Failure[] }> {
  const illustrated = await findTextPictures(article, answers, job);
  for (const { block, message } of illustrated.gone) {
    const said = `its answer, which a person edited, shows a picture that is not published: ${message}`;
    emit({ type: "warning", article: article.slug, block, message: said });
  }
  const failures = await illustrateEach({ article: illustrated.article, job }, (block) =>
    article.blocks.includes(block) ? undefined : illustrateOwn(block, renderer),
  );
  return { article: illustrated.article, failures };
}

/** Makes the pictures that a block has without a model. */
export function illustrateOwn(block: Block, renderer: PictureRenderer): Promise<void> | undefined {
  if (block.own !== undefined) {
    return renderer.illustrateText(block.id, block.own);
  }
  if (block.kind === "picture") {
    return renderer.illustrateOwn(block);
  }
  const hasOwn = block.kind === "video" && block.posterPicture === undefined;
  return hasOwn ? renderer.illustrateVideo(block) : undefined;
}

/** The held blocks whose pictures can be made: those with texts that wait for no answer any more. */
async function listReady(
  held: ReadonlySet<Block>,
  waiting: readonly Block[],
  outcomes: ReadonlyMap<string, Outcome>,
  alts: AltRenderer,
): Promise<readonly Block[]> {
  const others = [...held].filter((block) => !waiting.includes(block));
  return [...others, ...(await learnAlts(waiting, outcomes, alts))];
}

/** Gives the alternative texts the answers that they quote. @returns the blocks that have all of theirs */
async function learnAlts(
  waiting: readonly Block[],
  outcomes: ReadonlyMap<string, Outcome>,
  alts: AltRenderer,
): Promise<readonly Block[]> {
  if (waiting.length === 0) {
    return [];
  }
  const find = goodOf(outcomes);
  await alts.learn(new Map([...outcomes.keys()].flatMap((id) => pairOf(id, find(id)))));
  return waiting.filter((block) =>
    answersUsedBy(...kindOf(block).alts(block)).every((id) => find(id) !== undefined),
  );
}

function pairOf(id: string, answer: Answer | undefined): readonly [string, Answer][] {
  return answer === undefined ? [] : [[id, answer]];
}

/** @param illustrate nothing for a block whose turn it is not */
async function illustrateEach(
  where: Where,
  illustrate: (block: Block) => Promise<void> | undefined,
): Promise<readonly Failure[]> {
  const failures = await Promise.all(
    where.article.blocks.map(async (block): Promise<Failure[]> => {
      try {
        await illustrate(block);
        return [];
      } catch (error) {
        if (error instanceof PreloError) {
          return [toFailure(error, where, block)];
        }
        throw error;
      }
    }),
  );
  return failures.flat();
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

function goodOf(outcomes: ReadonlyMap<string, Outcome>): (id: string) => Answer | undefined {
  return (id) => {
    const outcome = outcomes.get(id);
    return outcome?.ok === true ? outcome.answer : undefined;
  };
}

/**
 * Reads what models said of an article's pictures. What reads Markdown loads for nothing else.
 * @param find an answer, by its block's id
 */
export async function describeFrom(
  article: Article,
  find: (id: string) => Answer | undefined,
): Promise<Describe> {
  const { readAltText } = await import("../article/read-alt-text.ts");
  const questions = listAsked(article).filter((block) => block.kind === "alt");
  return ({ id }, number) => {
    const question = questions.find((each) => each.image === id && each.number === number);
    const answer = question && find(question.id);
    return answer?.kind === "text" ? readAltText(answer) : undefined;
  };
}

/**
 * Makes the pictures that were held back: those with `alt: auto`, whose variants hold what a model said about
 * them, once all of that is there, and those of the blocks that are ready.
 * @returns the outcomes, with those pictures that could not be made as failures
 */
async function illustrateDescribed(
  article: Article,
  outcomes: ReadonlyMap<string, Outcome>,
  renderer: PictureRenderer,
  ready: readonly Block[],
): Promise<ReadonlyMap<string, Outcome>> {
  const blocks = article.blocks
    .filter((block) => block.kind === "image")
    .filter((block) => block.altSettings !== undefined || ready.includes(block));
  if (blocks.length === 0) {
    return outcomes;
  }
  const after = new Map(outcomes);
  const describe = await describeFrom(article, goodOf(outcomes));
  await Promise.all(
    blocks.map(async (block) => {
      const outcome = outcomes.get(block.id);
      if (outcome?.ok !== true || outcome.answer.kind !== "image") {
        return;
      }
      const isDescribed = block.show.every((number) => describe(block, number) !== undefined);
      if (block.altSettings !== undefined && !isDescribed) {
        return;
      }
      try {
        await renderer.illustrateBlock(block, outcome.answer, describe);
      } catch (error) {
        if (!(error instanceof PreloError)) {
          throw error;
        }
        after.set(block.id, { ok: false, error, partial: outcome.answer });
      }
    }),
  );
  return after;
}
