import type { Answer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { AltRenderer } from "../article/alt-renderer.ts";
import { answersUsedBy } from "../article/scope.ts";
import { kindOf } from "../blocks/kinds.ts";
import type { Article, Block, Job } from "../job/types.ts";
import type { PictureRenderer } from "../pictures/picture-renderer.ts";
import type { Outcome } from "../requests/run-tasks.ts";
import { describeFrom } from "./describe-pictures.ts";
import { type Failure, toFailure } from "./failures.ts";
import type { Located } from "./locate.ts";
import type { Run } from "./run.ts";
import { findTextPictures } from "./text-pictures.ts";

/**
 * Makes pictures block by block.
 * @param illustrate nothing for a block whose turn it is not
 * @returns what failed
 */
export async function illustrateEach(
  where: Located & { readonly article: Article },
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

/**
 * Makes the pictures of texts that are known only now.
 * @returns the article, its blocks with those pictures
 */
export async function illustrateTexts(
  { article, job }: Located & { readonly article: Article; readonly job: Job },
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

/** The held blocks whose pictures can be made: those with texts that wait for no answer any more. */
export async function listReady(
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

/**
 * Makes the pictures that were held back: those with `alt: auto`, whose variants hold what a model said about
 * them, once all of that is there, and those of the blocks that are ready.
 * @returns the outcomes, with those pictures that could not be made as failures
 */
export async function illustrateDescribed(
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

/** The answers of what succeeded, by their blocks' ids. */
export function goodOf(outcomes: ReadonlyMap<string, Outcome>): (id: string) => Answer | undefined {
  return (id) => {
    const outcome = outcomes.get(id);
    return outcome?.ok === true ? outcome.answer : undefined;
  };
}
