import { dirname, relative } from "node:path";
import type { BuildResult } from "../../build/build.ts";
import { PreloError } from "../../errors.ts";
import { NotKeptError } from "../../answers/not-kept.ts";
import type { RunEvent } from "../../requests/events.ts";
import { fromError, toJson } from "../problems/problem.ts";
import { writeJson } from "../terminal.ts";
import { jsonVersion, snakeCase } from "./json-events.ts";
import type { Reporter, ReporterContext } from "./reporter.ts";

/**
 * One JSON document a line, on stdout: each event, then a summary; or, where there is no result, each
 * error. docs/reference/json.md says what they hold.
 */
export function createJsonReporter({ jobFile, now }: ReporterContext): Reporter {
  const write = (type: string, content: object): void => {
    const time = new Date(now()).toISOString();
    writeJson({ version: jsonVersion, time, type, ...content });
  };
  const writeEvent = ({ type, ...event }: RunEvent): void => {
    write(snakeCase(type), nameFields(event));
  };
  return {
    onEvent: (event) => {
      // All failures are told at the end.
      if (event.type !== "failed") {
        writeEvent(event);
      }
    },
    finish: (result) => {
      listFailures(result).forEach(writeEvent);
      write("summary", summarize(result, dirname(jobFile)));
    },
    fail: (error) => {
      for (const problem of fromError(error)) {
        write("error", toJson(problem));
      }
    },
  };
}

function listFailures({ articles }: BuildResult): readonly RunEvent[] {
  return articles.flatMap(({ slug, failures }) =>
    failures.map(({ block, ref: { file, line, column }, message, error: { code, hint } }) => ({
      type: "failed" as const,
      article: slug,
      ...(block !== undefined && { block }),
      ref: { file, line, column },
      code,
      message,
      ...(hint !== undefined && { hint }),
    })),
  );
}

/** @param dir the job's folder, which all paths are relative to */
function summarize({ articles, totals, stoppedBy }: BuildResult, dir: string): object {
  const lost = articles.flatMap(({ slug, failures }) =>
    failures.flatMap(({ block, error }) =>
      error instanceof NotKeptError ? [`${slug}/${block ?? ""}`] : [],
    ),
  );
  return {
    articles: articles.map(({ slug, status, folder, pages, asked, reused, sandbox }) => ({
      slug,
      status,
      folder: relative(dir, folder).replaceAll("\\", "/"),
      pages,
      asked,
      reused,
      sandbox,
    })),
    totals: nameFields(totals),
    stopped_by: stoppedBy instanceof PreloError ? stoppedBy.code : null,
    answered_not_kept: lost,
  };
}

/** The fields of an object with their names in one style, and moments as dates. */
function nameFields(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) =>
      name === "untilMs"
        ? ["until", new Date(Number(part)).toISOString()]
        : [snakeCase(name), nameParts(part)],
    ),
  );
}

function nameParts(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(nameParts);
  }
  return typeof part === "object" && part !== null ? nameFields(part) : part;
}
