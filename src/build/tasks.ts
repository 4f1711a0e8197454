import { refuseEnded } from "./ending-models.ts";
import { hashBytes } from "../files/hash.ts";
import { commandName, recordFile, type RecordName, rejectedFile } from "../answers/record-name.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { recordOf } from "../answers/record-names.ts";
import { isAnswerTo } from "../answers/types.ts";
import { mayShare } from "../plan/allotment.ts";
import type { Assessment } from "../plan/assessment.ts";
import { missingVariables } from "../job/provider-variables.ts";
import type { Asked } from "../job/asked.ts";
import type { Article, Provider } from "../job/types.ts";
import { placeOfUnfit } from "./locate.ts";
import { settleOriginals } from "../pictures/settle-originals.ts";
import { findInapplicable } from "../checks/types.ts";
import { boundInBatch, boundRequest } from "../plan/cost.ts";
import { assessInContext } from "../plan/plan-article.ts";
import { articleTexts, attemptsOf, openArticles } from "../plan/plan-context.ts";
import type { PlanContext, PlannedBlock } from "../plan/plan-context.ts";
import type { Ask, Reuse, Task } from "../requests/task.ts";
import { quoteAnswers, sourceName } from "../plan/quotes.ts";
import { hashesOfGiven, usedContent } from "../plan/used-content.ts";
import type { Answer } from "../answers/types.ts";
import { toMoves } from "../answers/keep-previous.ts";
import { moveAnswers } from "./move-answers.ts";
import type { Environment } from "./environment.ts";
import { keyMissing } from "../requests/calls/access.ts";
import type { ArticleTask } from "./prepare.ts";
import type { Run } from "./run.ts";
import type { OrphanIndex } from "./orphaned.ts";
import { attachFiles } from "../pictures/attach-files.ts";
import { givePictures } from "../pictures/give-pictures.ts";
import { showPicture } from "../pictures/show-picture.ts";

interface TaskOptions {
  /** Whether a block may be asked for. */
  readonly mayAsk: (id: string) => boolean;
  /** The job's folder, absolute. */
  readonly dir: string;
  readonly run: Pick<Run, "emit" | "store" | "pictures" | "inspectPicture">;
  readonly orphaned: OrphanIndex;
  readonly variables: Environment["variables"];
  /** Whether what finds no room in the flex tier is asked at the usual price. */
  readonly fallsBack: boolean;
  /** Whether workers ask, with keys of their own. */
  readonly isQueued: boolean;
}

/** @param mayAsk whether a block may be asked for */
export function toTaskOptions(
  { job, options, orphaned, variables }: ArticleTask,
  mayAsk: TaskOptions["mayAsk"],
  run: TaskOptions["run"],
): TaskOptions {
  const isQueued = options.queue !== undefined;
  const fallsBack = job.flex.otherwise === "standard";
  return { mayAsk, dir: job.dir, run, orphaned, variables, fallsBack, isQueued };
}

/**
 * Turns a plan into the tasks of a run. A block that waits for others is decided only when their
 * answers are there, by the same rules.
 */
export function toTasks(
  planned: readonly PlannedBlock[],
  context: PlanContext,
  options: TaskOptions,
): readonly Task[] {
  const { run, orphaned, dir } = options;
  return planned.map(({ block, dependsOn, assessment: known }) => ({
    block,
    dependsOn,
    contentOf: (id, answer) => usedContent(block, id, answer),
    decide: async (answers): Promise<Ask | Reuse> => {
      assertArticlesThere(block, context);
      const bodies = { ...answers, ...articleTexts(block, context) };
      // The plan already decided this one: the answers that it uses cannot change in this run.
      const assessment = known ?? assessInContext(block, bodies, context);
      const { ask, status, request, warning, movedFrom } = assessment;
      const article = context.article.slug;
      const { emit, store } = run;
      if (status === "edited" && !ask) {
        emit({ type: "edited", article, block: block.id, outdated: warning !== undefined });
      } else if (warning !== undefined) {
        emit({ type: "warning", article, block: block.id, message: warning });
      }
      // Found only now that its request is known: all others were moved before anything was asked.
      const recorded =
        movedFrom === undefined
          ? assessment.recorded
          : await moveHere(movedFrom, assessment, block, context.article, { run, orphaned });
      if (known === undefined && assessment.displaces) {
        const own = recordOf(context.article, block);
        await store.move([{ from: own, to: store.findSpare(own), keep: false }]);
      }
      if (assessment.unfit !== undefined) {
        throw unfitError(assessment, recordOf(context.article, block), options);
      }
      if (assessment.problem !== undefined) {
        throw assessment.problem;
      }
      if (assessment.refused !== undefined) {
        throw refusedError(assessment, assessment.refused);
      }
      if (assessment.adopts && recorded !== undefined) {
        await store.adoptRejected(assessment.adopts, recordOf(context.article, block));
        const from = `${article}/${rejectedFile(assessment.adopts)}`;
        emit({ type: "moved", article, answers: [{ block: block.id, from, copied: false }] });
        return { ask: false, answer: recorded };
      }
      const read = context.read.get(block.id);
      const damage = read === undefined || read.state === "missing" ? undefined : read.damage;
      if (damage !== undefined) {
        const message = `${damage.path} is damaged (${damage.reason}); what is lost counts as missing`;
        emit({ type: "warning", article, block: block.id, message });
      }
      if (!ask && recorded !== undefined) {
        return { ask: false, answer: recorded, isStale: assessment.stale === "kept" };
      }
      const provider = context.providerFor(block).asked;
      const checks = context.checksOf?.(block);
      const attempts = attemptsOf(block, context);
      const isPartial = recorded?.kind === "image" && isAnswerTo(recorded, request);
      emit({ type: "due", article, block: block.id, status, reasons: assessment.reasons });
      const price = context.priceOf(request);
      const bound = boundRequest(request, price);
      return {
        ask: true,
        ...refuse(assessment, `${article}/${block.id}`, provider, {
          ...options,
          mayAsk: options.mayAsk(block.id),
          model: request.model,
        }),
        request,
        recorded: quoteAnswers(context.article, block, provider, bodies, request),
        provider,
        bound,
        ...(context.batch?.takes(block) === true && {
          inBatch: { usd: boundInBatch(bound.usd, request, price) },
        }),
        uses: hashBodies({
          ...answers,
          ...(request.source !== undefined && { [sourceName]: request.source }),
        }),
        ...(block.repeated?.key !== undefined && { key: block.repeated.key }),
        mayShare: mayShare(block, block),
        ...(options.fallsBack && { fallsBack: true }),
        ...(isPartial && { partial: recorded, again: request.numbers ?? [] }),
        // The sandbox's answers are placeholders: they are not checked.
        ...(checks !== undefined &&
          request.provider !== sandboxProvider && {
            checks: {
              attempts,
              findFailures: checks.findFailures,
              ...(assessment.best !== undefined && { best: assessment.best }),
              spent: assessment.spent ?? 0,
            },
          }),
        ...(block.kind === "alt" && {
          fillBody: () => {
            const { image, number } = block;
            const shown = { slug: article, image, number, sha256: bodies[image] ?? "" };
            return showPicture(request.body, shown, run);
          },
        }),
        ...(request.attached !== undefined &&
          (block.kind === "prompt" || block.kind === "question") && {
            fillBody: () =>
              attachFiles(request.body, { article: context.article, block }, bodies, { dir, run }),
          }),
        ...(block.kind === "image" &&
          block.given !== undefined && {
            fillBody: () =>
              givePictures(request.body, block, hashesOfGiven(block, bodies), {
                slug: article,
                dir,
                run,
              }),
          }),
      };
    },
  }));
}

/** @throws PreloError DEPENDENCY_FAILED where the text of an article is to go along that is not whole */
function assertArticlesThere(block: Asked, context: PlanContext): void {
  const [slug] = openArticles(block, context).keys();
  if (slug !== undefined) {
    const message = `it attaches article:${slug}, some of whose answers are missing`;
    throw new PreloError("DEPENDENCY_FAILED", message, {
      hint: `Build that article as well (--article ${slug}), or mend it first.`,
    });
  }
}

/** @throws PreloError IMAGE_…, READ_FAILED for a picture that a person put there and that cannot be used */
async function moveHere(
  from: RecordName,
  { recorded }: Assessment,
  block: Asked,
  article: Article,
  { run, orphaned }: Pick<TaskOptions, "run" | "orphaned">,
): Promise<Answer | undefined> {
  const to = recordOf(article, block);
  const { store, inspectPicture } = run;
  const moves = toMoves({ from, to, keep: true }, store);
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
  // Another answer may have taken its place meanwhile.
  const { fingerprint, created } = moved.answer;
  const isSame = fingerprint === recorded?.fingerprint && created === recorded.created;
  return isSame ? moved.answer : undefined;
}

function hashBodies(bodies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(bodies).map(([id, body]) => [id, hashBytes(body)]));
}

/** Why a request may not be sent, where that is known before anybody connects. */
function refuse(
  assessment: Assessment,
  name: string,
  asked: Provider,
  {
    mayAsk,
    variables,
    isQueued,
    model,
  }: Pick<TaskOptions, "variables" | "isQueued"> & {
    readonly mayAsk: boolean;
    readonly model: string;
  },
): Pick<Ask, "refusal"> {
  if (!mayAsk) {
    return { refusal: frozenError(assessment, name) };
  }
  const ended = refuseEnded(asked, model, Date.now());
  if (ended !== undefined) {
    return { refusal: ended };
  }
  const [key] = missingVariables(asked, variables);
  if (isQueued || assessment.status !== "stale" || key === undefined) {
    return {};
  }
  return { refusal: keyMissing(key, asked.name, ` ${withoutAsking(name)}.`) };
}

/** What may be done about a stale answer where nobody is to be asked. */
function withoutAsking(name: string): string {
  return `If its answer is still right, \`prelo accept ${name}\` says so, and --stale keep publishes it as it is`;
}

function frozenError({ status, reasons }: Assessment, name: string): PreloError {
  const code = status === "missing" ? "ANSWER_MISSING" : "ANSWER_STALE";
  const build = "build without --frozen and commit the answer";
  return new PreloError(
    status === "unfit" ? "CHECK_FAILED" : code,
    `its answer is ${status}: ${reasons.join("; ")}`,
    {
      hint:
        status === "stale"
          ? `${withoutAsking(name)}; else ${build}.`
          : `${build.replace("b", "B")}.`,
    },
  );
}

/** A rejected reply is not paid for again. */
function refusedError(
  { reasons }: Assessment,
  { name, code }: NonNullable<Assessment["refused"]>,
): PreloError {
  return new PreloError(code, reasons.join("; "), {
    hint:
      `It is in ${name.slug}/${rejectedFile(name)}, among the answers: edit it until it is right, ` +
      "change the prompt, `max_output_tokens` or `checks`, " +
      `or ask again with --refresh ${commandName(name)}.`,
  });
}

/** A person's text is not overwritten, and what fails a check is not published. */
function unfitError(
  { reasons, unfit, status }: Assessment,
  record: RecordName,
  { dir, run }: Pick<TaskOptions, "dir" | "run">,
): PreloError {
  const ref = placeOfUnfit(unfit, record, { dir, answersDir: run.store.dir });
  if (findInapplicable(unfit) !== undefined) {
    return new PreloError("CHECK_FAILED", reasons.join("; "), {
      hint: "Correct the check: the answer is kept, and is not asked for again.",
      ref,
    });
  }
  if (status !== "edited") {
    return new PreloError(
      "CHECK_FAILED",
      `its answer may not be published: ${reasons.join("; ")}`,
      {
        hint: "Build with the provider's key to ask again, or write the text into its file in answers/.",
      },
    );
  }
  return new PreloError("CHECK_FAILED", `a person edited its answer, and ${reasons.join("; ")}`, {
    ref,
    hint: `Edit it in ${record.slug}/${recordFile(record)}, among the answers, until it passes, ask for less in \`checks\`, or let --refresh ask for a new one.`,
  });
}
