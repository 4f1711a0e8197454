import type { BuildResult } from "../../build/build.ts";
import { NotKeptError, PreloError } from "../../errors.ts";
import { writeJson } from "../terminal.ts";
import type { Reporter } from "./reporter.ts";

/** One JSON document a line, on stdout: each event, and a summary last. */
export function createJsonReporter(): Reporter {
  return {
    onEvent: (event) => {
      // All failures are told at the end.
      if (event.type !== "failed") {
        writeJson(event);
      }
    },
    finish: writeSummary,
  };
}

function writeSummary({ articles, totals, stoppedBy }: BuildResult): void {
  for (const { slug, failures } of articles) {
    for (const { block, ref, error } of failures) {
      const { code, message, hint } = error;
      writeJson({
        type: "failed",
        article: slug,
        block: block ?? "",
        ref,
        code,
        message,
        ...(hint !== undefined && { hint }),
      });
    }
  }
  const lost = articles.flatMap(({ slug, failures }) =>
    failures.flatMap(({ block, error }) =>
      error instanceof NotKeptError ? [`${slug}/${block ?? ""}`] : [],
    ),
  );
  writeJson({
    type: "summary",
    articles: articles.map(({ slug, status, folder, pages, asked, reused, sandbox }) => ({
      slug,
      status,
      folder,
      pages,
      asked,
      reused,
      sandbox,
    })),
    totals,
    ...(stoppedBy instanceof PreloError && { stopped_by: stoppedBy.code }),
    ...(lost.length > 0 && { answered_not_kept: lost }),
  });
}
