import type { ImageAnswer } from "../answers/types.ts";
import { PreloError, toError } from "../errors.ts";
import { NotKeptError } from "../answers/not-kept.ts";
import type { ImageBlock } from "../job/types.ts";
import { picturesPerRequest } from "../endpoints/picture-bounds.ts";
import { AwaitsBatch } from "./awaits-batch.ts";
import type { RunContext } from "./context.ts";
import { DuePictures } from "./due-pictures.ts";
import { identify } from "./identity.ts";
import { sendImages } from "./send-images.ts";
import type { Ask } from "./task.ts";

/**
 * Asks for those of a block's pictures that are due, in as many requests as the API's limit on `n` needs, downloads each
 * as soon as its link is known, and records it; the request's slot is free when all of its pictures
 * are there. Pictures whose links had already expired are asked for once more.
 * @throws PreloError that says why some are missing; those that came are recorded
 */
export async function askImages(
  slug: string,
  block: ImageBlock,
  ask: Ask,
  context: RunContext,
): Promise<ImageAnswer> {
  const startedMs = context.clock();
  const subject = { article: slug, block: block.id };
  const pictures = new DuePictures(slug, block, ask, context);
  const count = pictures.numbers.length;
  const size = sizeOfRequests(slug, block, pictures, ask, context);
  const asked = { slug, block, ask, context, pictures, size };
  let problems = await askForAll(asked);
  // Asking again helps only when expired links are all that is wrong.
  if (problems.length > 0 && problems.every(isExpired)) {
    const message =
      "a picture's link had expired before it was fetched; the picture is asked for again";
    context.emit({ type: "warning", ...subject, message });
    problems = await askForAll(asked);
  }
  const problem = findGravest(problems);
  if (problem !== undefined) {
    throw problem;
  }
  const missing = pictures.numbers.length;
  if (missing > 0) {
    throw new PreloError("ANSWER_BLANK", `${count - missing} of ${count} pictures came`, {
      hint: "Run the same command again; only the missing ones are asked for.",
    });
  }
  const tookMs = context.clock() - startedMs;
  context.emit({ type: "answered", ...subject, model: ask.request.model, tookMs });
  return { kind: "image", ...pictures.toAnswer() };
}

/** Of a batch, each picture is a request of its own: how many there are to be may change meanwhile. */
function sizeOfRequests(
  slug: string,
  block: ImageBlock,
  { numbers }: DuePictures,
  ask: Ask,
  { batches, store }: RunContext,
): number {
  const name = { slug, id: block.id, kind: "image" } as const;
  const goesAlone =
    ask.inBatch !== undefined ||
    numbers.some((number) => batches?.knows(identify(name, ask, store, [number])) ?? false);
  return goesAlone ? 1 : picturesPerRequest(block, ask.provider);
}

/** A block whose pictures are asked for, so many with one request. */
interface Asked {
  readonly slug: string;
  readonly block: ImageBlock;
  readonly ask: Ask;
  readonly context: RunContext;
  readonly pictures: DuePictures;
  readonly size: number;
}

/**
 * Asks for what is due as long as some of it arrives: a server may send fewer than it was asked for.
 * @returns what went wrong
 */
async function askForAll(asked: Asked): Promise<readonly Error[]> {
  let due = asked.pictures.numbers;
  for (let before = Infinity; due.length > 0 && due.length < before;) {
    before = due.length;
    const requests = split(due, asked.size).map((numbers) => askFor(numbers, asked));
    const problems = (await Promise.all(requests)).flat();
    if (problems.length > 0) {
      return problems;
    }
    due = asked.pictures.numbers;
  }
  return [];
}

/** Asks for some of the pictures with one request. @returns what went wrong with it, or with any of them */
async function askFor(
  numbers: readonly number[],
  { slug, block, ask, context, pictures }: Asked,
): Promise<readonly Error[]> {
  const problems: Error[] = [];
  try {
    await sendImages(slug, block, numbers, ask, context, async (sent) => {
      const kept = numbers.map((number, index) =>
        pictures.keep(sent, index, number).catch((error: unknown) => {
          problems.push(sayWhich(toError(error), number, block.n));
        }),
      );
      await Promise.all(kept);
    });
  } catch (error) {
    problems.push(toError(error));
  }
  return problems;
}

/** What is to be told of several problems. */
function findGravest(problems: readonly Error[]): Error | undefined {
  return (
    problems.find((error) => error instanceof NotKeptError) ??
    problems.find((error) => error instanceof AwaitsBatch) ??
    problems.find((error) => !isExpired(error)) ??
    problems[0]
  );
}

function split(numbers: readonly number[], size: number): readonly (readonly number[])[] {
  const count = Math.ceil(numbers.length / size);
  return Array.from({ length: count }, (_, index) =>
    numbers.slice(index * size, (index + 1) * size),
  );
}

/** With several pictures, the message says which one failed. */
function sayWhich(error: Error, number: number, of: number): Error {
  if (!(error instanceof PreloError) || error instanceof NotKeptError || of === 1) {
    return error;
  }
  const { code, message, hint } = error;
  return new PreloError(code, `picture ${number} of ${of}: ${message}`, { hint, cause: error });
}

function isExpired(error: unknown): boolean {
  return error instanceof PreloError && error.code === "DOWNLOAD_EXPIRED";
}
