import { join } from "node:path";
import { orUnusable } from "../answers/assert-usable.ts";
import { AnswerStore } from "../answers/store.ts";
import type { Answer } from "../answers/types.ts";
import { findInapplicable } from "../checks/types.ts";
import { type ErrorCode, PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { SourceRef } from "../job/types.ts";
import { type Manifest, readManifest } from "../publish/manifest.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { findDrifted } from "../publish/drift.ts";
import { hashInputs } from "../publish/inputs.ts";
import { loadCheckedJob } from "./load-job.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Assessment, Status } from "../plan/assessment.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import { inspectAlone, cacheInspections } from "../pictures/cached-inspection.ts";
import { findRecordedPoster, type Poster } from "../pictures/poster.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "./prepare.ts";
import { indexOrphans } from "./orphaned.ts";

/** Something that keeps what is recorded or published from being current. */
export interface Finding {
  readonly article: string;
  readonly block: string | undefined;
  readonly ref: SourceRef;
  readonly code: ErrorCode;
  readonly message: string;
  /** True for what `--stale keep` lets pass. */
  readonly isWarning?: true;
}

/** Of the videos with a poster of their own, by block; undefined for one that is missing. */
type Posters = ReadonlyMap<string, Poster | undefined>;

/** What an article's output is compared with. */
interface Published {
  readonly posters: Posters;
  readonly manifest: Manifest | undefined;
  readonly version: string;
}

/**
 * Checks that every answer is fresh, none comes from the sandbox, and `output/` is what a build
 * would publish. Sends nothing, writes nothing, needs no key.
 * @throws JobError; PreloError USAGE, READ_FAILED
 */
export async function checkJob(
  options: JobOptions,
  { variables, version }: Pick<Environment, "variables" | "version">,
): Promise<readonly Finding[]> {
  const { job, allArticles } = await loadCheckedJob(options);
  const store = new AnswerStore(job.answersDir);
  const orphaned = indexOrphans(allArticles, store);
  const findings: Finding[] = [];
  for (const article of job.articles) {
    const task: ArticleTask = { article, job, options, variables, store, orphaned };
    const prepared = await prepareArticle(task).catch(orUnusable);
    if (prepared instanceof PreloError) {
      const ref = prepared.ref ?? { file: article.file, line: 1, column: 1 };
      const { code, message } = prepared;
      findings.push({ article: article.slug, block: undefined, ref, code, message });
      continue;
    }
    const manifest = readManifest(join(job.output.dir, article.slug));
    const posters = await findPosters(task, manifest);
    const own = [
      ...checkAnswers(task, prepared),
      ...(options.sandbox ? [] : checkSandbox(task, prepared, posters)),
    ];
    // Output of answers that are to change is out of date as well: it need not be said twice.
    const isCurrent = own.every(({ isWarning }) => isWarning);
    findings.push(
      ...own,
      ...(isCurrent ? checkOutput(task, prepared, { posters, manifest, version }) : []),
    );
  }
  return findings;
}

const notUsable = {
  stale: "ANSWER_STALE",
  unfit: "CHECK_FAILED",
  // What is fresh or edited stands elsewhere than a build will have it.
  missing: "ANSWER_MISSING",
  fresh: "ANSWER_MISSING",
  edited: "ANSWER_MISSING",
} as const satisfies Record<Status, ErrorCode>;

function checkAnswers(
  { article, options }: ArticleTask,
  { planned }: PreparedArticle,
): readonly Finding[] {
  return planned
    .filter(
      ({ ask, isStopped, status, assessment }) =>
        ask || isStopped === true || status === "stale" || isOff(assessment),
    )
    .map((block) => toFinding(block, article.slug, options.stale === "keep"));
}

function toFinding(
  { block, ask, status, reasons, assessment }: PlannedBlock,
  article: string,
  keepsStale: boolean,
): Finding {
  return {
    article,
    block: block.id,
    ref: findInapplicable(assessment?.unfit)?.ref ?? block.ref,
    code:
      assessment?.refused?.code ??
      (assessment?.unfit === undefined ? notUsable[status] : "CHECK_FAILED"),
    message: describeOff(assessment) ?? `its answer is ${status}: ${reasons.join("; ")}`,
    ...(keepsStale && status === "stale" && !ask && { isWarning: true }),
  };
}

/** An answer that is not as the pages need it, although nothing is to be asked. */
function isOff(assessment: Assessment | undefined): boolean {
  return describeOff(assessment) !== undefined || assessment?.unfit !== undefined;
}

function describeOff(assessment: Assessment | undefined): string | undefined {
  const { movedFrom, adopts } = assessment ?? {};
  if (movedFrom !== undefined) {
    return `its answer stands under another name (${movedFrom.slug}/${movedFrom.id}); a build moves it`;
  }
  return adopts && "an attempt that was kept aside passes its checks by now; a build takes it";
}

function checkSandbox(
  { article }: ArticleTask,
  { context }: PreparedArticle,
  posters: Posters,
): readonly Finding[] {
  const questions = listAsked(article).filter(({ kind }) => kind === "alt");
  return [...article.blocks, ...questions]
    .filter(({ id }) => {
      const read = context.read.get(id);
      const recorded = read?.state === "read" ? read.answer.provider : posters.get(id)?.provider;
      return recorded === sandboxProvider;
    })
    .map(({ id, ref }) => ({
      article: article.slug,
      block: id,
      ref,
      code: "ANSWER_MISSING",
      message: "only the sandbox has answered it; --sandbox lets that pass",
    }));
}

function checkOutput(
  { article, job }: ArticleTask,
  { planned }: PreparedArticle,
  { posters, manifest, version }: Published,
): readonly Finding[] {
  const outdated = (message: string): readonly Finding[] => [
    {
      article: article.slug,
      block: undefined,
      ref: { file: article.file, line: 1, column: 1 },
      code: "OUTPUT_STALE",
      message: `${message}; \`prelo build\` publishes it anew, with no request`,
    },
  ];
  if (manifest === undefined) {
    return outdated("it is not published");
  }
  const answers = new Map<string, Answer>();
  for (const { block, assessment } of planned) {
    if (assessment?.recorded !== undefined) {
      answers.set(block.id, assessment.recorded);
    }
  }
  const stale = new Set(
    planned.flatMap(({ block, assessment }) => (assessment?.stale === "kept" ? [block.id] : [])),
  );
  const shown = [...posters.values()].filter((poster) => poster !== undefined);
  if (hashInputs(article, job, answers, shown, version, stale) !== manifest.inputs) {
    return outdated("the article, its answers or its settings changed since it was published");
  }
  const drifted = findDrifted(join(job.output.dir, article.slug), manifest, "to the byte");
  return drifted === undefined ? [] : outdated(`${drifted} is not as it was published`);
}

async function findPosters(
  { article, store }: ArticleTask,
  manifest: Manifest | undefined,
): Promise<Posters> {
  const inspectPicture = cacheInspections(manifest?.files ?? [], inspectAlone);
  // A picture of the article's own counts with the answer that it belongs to.
  const videos = article.blocks
    .filter((block) => block.kind === "video")
    .filter(({ posterPicture }) => posterPicture === undefined);
  const found = await Promise.all(
    videos.map(async (block) => {
      try {
        const poster = await findRecordedPoster(article.slug, block, { store, inspectPicture });
        return [block.id, poster] as const;
      } catch (error) {
        if (error instanceof PreloError) {
          return [block.id, undefined] as const;
        }
        throw error;
      }
    }),
  );
  return new Map(found);
}
