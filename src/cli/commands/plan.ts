import { type RecordName, recordPath } from "../../answers/record-name.ts";
import { exitCodes, type PreloError } from "../../errors.ts";
import { type ArticleReport, planJob, type PlanReport } from "../../build/plan.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { writeJson, writeResult } from "../terminal.ts";

/** `prelo plan`. @returns the exit code */
export async function runPlan(
  job: string | undefined,
  flags: JobFlags & { readonly json?: true },
): Promise<number> {
  const report = await planJob(toJobOptions(job, flags), { variables: process.env });
  if (flags.json) {
    writeJson(toJson(report), 2);
  } else {
    for (const line of renderPlan(report)) {
      writeResult(line);
    }
  }
  return report.articles.some(({ unusable }) => unusable !== undefined)
    ? exitCodes.failed
    : exitCodes.ok;
}

function renderPlan(report: PlanReport): readonly string[] {
  const { total, unpriced, orphaned } = report;
  const lines = report.articles.flatMap(renderArticle);
  if (total.requests === 0) {
    lines.push("Nothing to ask: a build sends no request.");
  } else {
    const tokens = `${total.inputTokens} tokens in, ${total.outputTokens} out`;
    const pictures = total.pictures > 0 ? `, ${total.pictures} pictures` : "";
    const again =
      total.maxRequests > total.requests
        ? `, up to ${total.maxRequests} where checks ask again`
        : "";
    lines.push(
      `A build would send ${total.requests} requests${again}: at most ${tokens}${pictures}.`,
    );
    lines.push(
      total.usd === undefined
        ? `Cost unknown: no price is given for ${unpriced.join(", ")}.`
        : `Cost: at most $${total.usd.toFixed(4)}.`,
    );
  }
  if (orphaned.length > 0) {
    const names = orphaned.map(({ slug, id }) => `${slug}/${id}`).join(", ");
    lines.push(`No block claims any more (\`prelo prune\` removes them): ${names}`);
  }
  return lines;
}

function renderArticle({
  article,
  sandboxReason,
  blocks,
  unusable,
}: ArticleReport): readonly string[] {
  const width = Math.max(0, ...blocks.map(({ block }) => block.id.length));
  return [
    `${article.slug} (${article.file})${sandboxReason === undefined ? "" : `, sandbox: ${sandboxReason}`}`,
    ...blocks.map(({ block, status, requests, reasons, warning, assessment }) => {
      const moved = assessment?.movedFrom;
      const why = [
        ...reasons,
        ...(moved === undefined ? [] : [describeMove(moved, article.slug)]),
        ...(assessment?.adopts
          ? ["the attempt kept aside passes its checks; it will be taken"]
          : []),
        ...((assessment?.unfit ?? assessment?.refused)
          ? ["a build stops at it and asks for nothing"]
          : []),
        ...(warning === undefined ? [] : [warning]),
      ].join("; ");
      return `  ${requests > 0 ? "ask " : "keep"}  ${status.padEnd(7)}  ${block.id.padEnd(width)}  ${why}`.trimEnd();
    }),
    ...(unusable === undefined ? [] : describeUnusable(unusable)),
    "",
  ];
}

function describeUnusable({ code, message, hint = "" }: PreloError): readonly string[] {
  return [`  error ${code}: ${message}`, `    ${hint}`];
}

/** Where an answer stands that a build gives its block's name: in the article, or elsewhere. */
function describeMove({ slug, id }: RecordName, article: string): string {
  return `moved from ${slug === article ? "" : `${slug}/`}${id}`;
}

function toJson({ articles, total, unpriced, orphaned }: PlanReport): unknown {
  return {
    articles: articles.map(({ article, sandboxReason, blocks, unusable }) => ({
      slug: article.slug,
      file: article.file,
      sandbox: sandboxReason ?? null,
      error: unusable ? { code: unusable.code, message: unusable.message } : null,
      blocks: blocks.map(
        ({ block, status, reasons, provider, model, requests, bound, ...rest }) => ({
          id: block.id,
          kind: block.kind,
          line: block.ref.line,
          status,
          ask: requests > 0,
          reasons,
          warning: rest.warning ?? null,
          moved_from: rest.assessment?.movedFrom ? recordPath(rest.assessment.movedFrom) : null,
          shares_with: rest.sharesWith ?? null,
          depends_on: rest.dependsOn,
          provider,
          model,
          requests,
          max_requests: rest.maxRequests,
          max_input_tokens: bound?.inputTokens ?? 0,
          max_output_tokens: bound?.outputTokens ?? 0,
          pictures: bound?.pictures ?? 0,
          max_cost_usd: requests > 0 ? (bound?.usd ?? null) : 0,
        }),
      ),
    })),
    total: {
      requests: total.requests,
      max_requests: total.maxRequests,
      max_input_tokens: total.inputTokens,
      max_output_tokens: total.outputTokens,
      pictures: total.pictures,
      max_cost_usd: total.usd ?? null,
      unpriced,
    },
    orphaned: orphaned.map(({ slug, id, kind }) => ({ slug, id, kind })),
  };
}
