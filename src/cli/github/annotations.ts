import { dirname, join, relative } from "node:path";
import { plural } from "../../job/diagnostics/plural.ts";
import type { Variables } from "../../secrets/collect.ts";
import type { Problem } from "../problems/problem.ts";
import { worstFirst } from "../problems/worst-first.ts";
import { type Annotation, toCommand } from "./command.ts";

/** GitHub shows as many of each kind for a step, and drops the rest without a word. */
const shownOfAKind = 10;

/**
 * The lines that put problems on the lines of the files that they are about: commands to GitHub's
 * runner, the worst first, at most ten errors and ten warnings, and how many more there are.
 * @param jobFile absolute; the problems' files are relative to its folder
 */
export function annotate(
  problems: readonly Problem[],
  jobFile: string,
  variables: Variables,
): { readonly commands: readonly string[]; readonly more: readonly string[] } {
  const commands: string[] = [];
  const more: string[] = [];
  for (const severity of ["error", "warning"] as const) {
    const kind = problems.filter((problem) => problem.severity === severity).toSorted(worstFirst);
    const shown = kind.slice(0, shownOfAKind);
    commands.push(...shown.map((each) => toCommand(toAnnotation(each, jobFile, variables))));
    if (kind.length > shown.length) {
      more.push(`${plural(kind.length - shown.length, `more ${severity}`)} without an annotation.`);
    }
  }
  return { commands, more };
}

function toAnnotation(
  { severity, code, message, hint, place, article, block }: Problem,
  jobFile: string,
  { GITHUB_WORKSPACE: workspace }: Variables,
): Annotation {
  const subject = [article, block].filter((part) => part !== undefined).join("/");
  return {
    kind: severity,
    title: [code, subject].filter(Boolean).join(" "),
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(place !== undefined && {
      ...place,
      file: inWorkspace(join(dirname(jobFile), place.file), workspace),
    }),
  };
}

/** A file as GitHub names it. Without a workspace the current folder is taken for it. */
export function inWorkspace(path: string, workspace: string | undefined): string {
  return relative(workspace ?? process.cwd(), path).replaceAll("\\", "/");
}
