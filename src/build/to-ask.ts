import { sandboxProvider } from "../job/provider-names.ts";
import type { Answer } from "../answers/types.ts";
import { isAnswerTo } from "../answers/types.ts";
import { hashBytes } from "../files/hash.ts";
import type { Asked } from "../job/asked.ts";
import type { JsonObject } from "../job/types.ts";
import { attachFiles } from "../pictures/attach-files.ts";
import { givePictures } from "../pictures/give-pictures.ts";
import { showPicture } from "../pictures/show-picture.ts";
import { mayShare } from "../plan/allotment.ts";
import type { Assessment } from "../plan/assessment.ts";
import { boundInBatch, boundRequest } from "../plan/cost.ts";
import { attemptsOf, type PlanContext } from "../plan/plan-context.ts";
import { quoteAnswers, sourceName } from "../plan/quotes.ts";
import { hashesOfGiven } from "../plan/used-content.ts";
import type { Ask, AskedChecks } from "../requests/task.ts";
import { findRefusal } from "./not-asked.ts";
import type { TaskOptions } from "./task-options.ts";

type Contents = Readonly<Record<string, string>>;

/**
 * What is asked for a block, and all that its record will tell of it.
 * @param recorded what is there of an answer already
 * @param answers what it uses of other blocks, by their ids
 * @param bodies these, and the articles that it attaches
 */
export function toAsk(
  { block, assessment, recorded }: Decided,
  { answers, bodies }: { readonly answers: Contents; readonly bodies: Contents },
  context: PlanContext,
  options: TaskOptions,
): Ask {
  const { request } = assessment;
  const { slug } = context.article;
  const provider = context.providerFor(block).asked;
  const price = context.priceOf(request);
  const bound = boundRequest(request, price);
  const refusal = findRefusal(assessment, `${slug}/${block.id}`, provider, {
    mayAsk: options.mayAsk(block.id),
    model: request.model,
    variables: options.variables,
    isQueued: options.isQueued,
    nowMs: options.run.now(),
  });
  const checks = checksOf(block, assessment, context);
  const fillBody = bodyFiller(
    block,
    request.body,
    request.attached !== undefined,
    bodies,
    context,
    options,
  );
  const isPartial = recorded?.kind === "image" && isAnswerTo(recorded, request);
  return {
    ask: true,
    ...(refusal !== undefined && { refusal }),
    request,
    recorded: quoteAnswers(context.article, block, provider, bodies, request),
    provider,
    bound,
    ...(context.batch?.takes(block) === true && {
      inBatch: { usd: boundInBatch(bound.usd, request, price) },
    }),
    uses: hashContents({
      ...answers,
      ...(request.source !== undefined && { [sourceName]: request.source }),
    }),
    ...(block.repeated?.key !== undefined && { key: block.repeated.key }),
    mayShare: mayShare(block, block),
    ...(options.fallsBack && { fallsBack: true }),
    ...(isPartial && { partial: recorded, again: request.numbers ?? [] }),
    ...(checks !== undefined && { checks }),
    ...(fillBody !== undefined && { fillBody }),
  };
}

/** A block of which it is known what happens with it. */
export interface Decided {
  readonly block: Asked;
  readonly assessment: Assessment;
  readonly recorded: Answer | undefined;
}

/** What an answer must pass. The sandbox's are placeholders: they are not checked. */
function checksOf(
  block: Asked,
  { request, best, spent = 0 }: Assessment,
  context: PlanContext,
): AskedChecks | undefined {
  const checks = context.checksOf?.(block);
  if (checks === undefined || request.provider === sandboxProvider) {
    return undefined;
  }
  const { findFailures } = checks;
  const attempts = attemptsOf(block, context);
  return { attempts, findFailures, ...(best !== undefined && { best }), spent };
}

/** Gives the body as it is sent, with files and pictures in place of their hashes; undefined where it has none. */
function bodyFiller(
  block: Asked,
  body: JsonObject,
  hasFiles: boolean,
  bodies: Contents,
  { article }: PlanContext,
  { dir, run }: TaskOptions,
): Ask["fillBody"] {
  const { slug } = article;
  switch (block.kind) {
    case "alt": {
      const { image, number } = block;
      return () => showPicture(body, { slug, image, number, sha256: bodies[image] ?? "" }, run);
    }
    case "image":
      return block.given === undefined
        ? undefined
        : () => givePictures(body, block, hashesOfGiven(block, bodies), { slug, dir, run });
    case "prompt":
    case "question":
      return hasFiles
        ? () => attachFiles(body, { article, block }, bodies, { dir, run })
        : undefined;
    default:
      return block satisfies never;
  }
}

function hashContents(contents: Contents): Record<string, string> {
  return Object.fromEntries(Object.entries(contents).map(([id, body]) => [id, hashBytes(body)]));
}
