import { annotate } from "../github/annotations.ts";
import { maskKeys } from "../github/mask-keys.ts";
import { fromBuild, fromError, fromEvent, type Problem } from "../problems/problem.ts";
import { writeCommand, writeProgress } from "../terminal.ts";
import { createPlainReporter } from "./plain.ts";
import type { Reporter, ReporterContext } from "./reporter.ts";

/**
 * For the log of GitHub Actions: the plain lines, and at the end what failed on the lines that it is
 * about. The runner is told to hide the providers' keys, whatever program may print them later.
 */
export function createGithubReporter(context: ReporterContext): Reporter {
  const { jobFile, variables } = context;
  const plain = createPlainReporter(context);
  const warnings: Problem[] = [];
  const annotateAll = (problems: readonly Problem[]): void => {
    const { commands, more } = annotate([...problems, ...warnings], jobFile, variables);
    for (const command of commands) {
      writeCommand(command);
    }
    for (const line of more) {
      writeProgress(line);
    }
  };
  return {
    ...plain,
    onEvent: (event) => {
      plain.onEvent(event);
      warnings.push(...fromEvent(event));
    },
    onKeyNames: (names) => maskKeys(names, variables),
    finish: (result, elapsedMs) => {
      plain.finish(result, elapsedMs);
      annotateAll(fromBuild(result));
    },
    fail: (error) => annotateAll(fromError(error)),
  };
}
