import { build, type BuildResult } from "../../build/build.ts";
import { NotKeptError, PreloError } from "../../errors.ts";
import type { Emit } from "../../requests/events.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { renderEvent } from "../render-event.ts";
import { listenForSignals } from "../signals.ts";
import { exitCodeOf, listPages, summarize } from "../summary.ts";
import { writeJson, writeProgress, writeResult } from "../terminal.ts";

export interface BuildFlags extends JobFlags {
  readonly frozen?: true;
  readonly concurrency?: number;
  readonly reporter: "auto" | "plain" | "json";
}

/** `prelo build`. @returns the exit code */
export async function runBuild(job: string | undefined, flags: BuildFlags): Promise<number> {
  const { frozen, concurrency, reporter } = flags;
  const options = {
    ...toJobOptions(job, flags),
    ...(frozen === true && { frozen }),
    ...(concurrency !== undefined && { concurrency }),
  };
  const signals = listenForSignals();
  const started = performance.now();
  try {
    const emit = reporter === "json" ? emitJson : emitPlain;
    const result = await build(options, createEnvironment(emit, signals));
    if (reporter === "json") {
      writeJsonSummary(result);
    } else {
      for (const line of summarize(result, performance.now() - started)) {
        writeProgress(line);
      }
      for (const page of listPages(result, process.cwd())) {
        writeResult(page);
      }
    }
    return exitCodeOf(result);
  } finally {
    signals.dispose();
  }
}

const emitPlain: Emit = (event) => {
  const line = renderEvent(event);
  if (line !== undefined) {
    writeProgress(line);
  }
};

const emitJson: Emit = (event) => {
  writeJson(event);
};

function writeJsonSummary({ articles, totals, stoppedBy }: BuildResult): void {
  for (const { slug, failures } of articles) {
    for (const { block, ref, error } of failures) {
      const { code, message, hint } = error;
      emitJson({
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
