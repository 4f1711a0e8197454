import { plural } from "../../job/diagnostics/plural.ts";
import type { Problem } from "../problems/problem.ts";
import type { Links } from "./links.ts";
import { listProblems } from "./problem-rows.ts";

/** Problems as Markdown for a CI system's page: what a check found, or what kept a build from its start. */
export function summarizeCheck(
  problems: readonly Problem[],
  jobFile: string,
  links: Links,
  command: "check" | "build" = "check",
): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const found = errors === 0 ? "all is current" : plural(errors, "problem");
  const head = `## Prelo ${command}: ${found}`;
  return [head, "", ...listProblems(problems, jobFile, links)].join("\n");
}
