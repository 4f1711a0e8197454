import type { Draft, DraftPage } from "../../build/draft/draft-article.ts";
import { titleOf } from "../../build/draft/draft-article.ts";
import type { DraftBlock } from "../../build/draft/draft-blocks.ts";
import type { ArticleReport, BlockReport } from "../../build/plan-report.ts";
import { hashBytes } from "../../files/hash.ts";
import { PreloError, toError } from "../../errors.ts";
import { JobError } from "../../job/diagnostics/diagnostics.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { countStatuses } from "../plan/news.ts";
import { hideSecrets } from "../terminal.ts";
import {
  type ListedArticle,
  type Problem,
  type ShownArticle,
  type ShownBlock,
  type ShownPage,
  states,
} from "./wire.ts";

const free = "free (sandbox)";

/** What is wrong, one by one, as the terminal tells it. */
export function describeProblems(error: unknown): readonly Problem[] {
  if (error instanceof JobError) {
    return error.diagnostics.map(({ file, line, column, severity, code, message, hint, frame }) =>
      toProblem({ code: code ?? severity, message, hint, frame }, { file, line, column }),
    );
  }
  if (error instanceof PreloError) {
    return [toProblem(error, error.ref)];
  }
  const { message } = toError(error);
  return [toProblem({ code: "INTERNAL", message, hint: "This is a defect of Prelo's." })];
}

function toProblem(
  {
    code,
    message,
    hint,
    frame,
  }: {
    code: string;
    message: string;
    hint?: string | undefined;
    frame?: string | undefined;
  },
  ref?: { readonly file: string; readonly line: number; readonly column: number },
): Problem {
  return {
    code,
    message: hideSecrets(message),
    ...(hint !== undefined && { hint: hideSecrets(hint) }),
    ...(ref !== undefined && { place: `${ref.file}:${ref.line}:${ref.column}` }),
    ...(frame !== undefined && { frame: hideSecrets(frame) }),
  };
}

/** An article of the list. */
export function describeListed({ article, blocks, unusable }: ArticleReport): ListedArticle {
  const { slug, file } = article;
  const due = blocks.filter(({ requests }) => requests > 0);
  const counts = countStatuses(blocks);
  const found = states.flatMap((state) => {
    const count = state === "fresh" ? undefined : counts[state];
    return count === undefined ? [] : [{ state, text: `${count} ${state}` }];
  });
  return {
    slug,
    title: titleOf(article),
    file,
    states: unusable === undefined ? found : [{ state: "unfit", text: unusable.code }],
    ...(due.length > 0 && {
      cost: costOfDue(due),
    }),
  };
}

/** An article with its page. */
export function describeDraft(draft: Draft): ShownArticle {
  const { article, title, sandboxReason, blocks, pages, problems } = draft;
  const due = blocks.filter(({ requests }) => requests > 0);
  return {
    slug: article.slug,
    title,
    ...(sandboxReason !== undefined && { sandbox: hideSecrets(sandboxReason) }),
    blocks: blocks.map(describeBlock),
    ...(due.length > 0 && {
      dueCost: costOfDue(due),
    }),
    pages: pages.map((page) => describePage(article.slug, page)),
    problems: problems.flatMap(describeProblems),
  };
}

function describeBlock(report: DraftBlock): ShownBlock {
  const { block, status, reasons, warning, requests, provider, model, mostUsd, text } = report;
  const { variant, pictureUsd } = report;
  const moved = report.assessment?.movedFrom;
  return {
    id: block.id,
    section: block.kind === "alt" ? block.image : (variant?.of ?? block.id),
    kind: block.kind,
    state: status,
    reasons: [
      ...reasons,
      ...(warning === undefined ? [] : [warning]),
      ...(moved === undefined ? [] : [`its answer stands under ${moved.slug}/${moved.id}`]),
    ].map(hideSecrets),
    place: `${block.ref.file}:${block.ref.line}`,
    model: provider === sandboxProvider ? "sandbox" : model,
    isDue: requests > 0,
    askedWith: report.askedWith,
    cost: provider === sandboxProvider ? free : describeCost([mostUsd]),
    ...(text !== undefined && { text }),
    ...(variant !== undefined && { isChosen: variant.isChosen }),
    ...(block.kind === "image" &&
      requests === 0 && {
        pictures: {
          numbers: block.show,
          cost: provider === sandboxProvider ? free : describeCost([pictureUsd]),
        },
      }),
  };
}

function costOfDue(due: readonly BlockReport[]): string {
  const paid = due.filter(({ provider }) => provider !== sandboxProvider);
  return paid.length === 0
    ? free
    : describeCost(paid.map(({ isUnbounded, bound }) => (isUnbounded ? undefined : bound?.usd)));
}

function describeCost(most: readonly (number | undefined)[]): string {
  const known = most.filter((usd) => usd !== undefined);
  return known.length < most.length
    ? "cost unknown"
    : `at most $${known.reduce((sum, usd) => sum + usd, 0).toFixed(4)}`;
}

/** The address changes with the page, so that what is unchanged is not loaded anew. */
function describePage(slug: string, { format, file, text, isPublished }: DraftPage): ShownPage {
  const version = hashBytes(text).slice("sha256:".length, 19);
  const isMarked = format === "html";
  return {
    label: isPublished ? file : "Page",
    url: `/${slug}/${file}?${version}`,
    view: isMarked ? "marked" : "plain",
  };
}
