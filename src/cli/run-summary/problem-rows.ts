import { dirname, join } from "node:path";
import { plural } from "../../job/diagnostics/plural.ts";
import type { Problem } from "../problems/problem.ts";
import { worstFirst } from "../problems/worst-first.ts";
import { escapeText, link, row } from "./escape.ts";
import type { Links } from "./links.ts";

/** Rows of one table at the most. */
const mostRows = 50;

/** A table of problems, the worst first, each with a link to its line. */
export function listProblems(
  problems: readonly Problem[],
  jobFile: string,
  links: Links,
): readonly string[] {
  if (problems.length === 0) {
    return [];
  }
  const rows = problems
    .toSorted(worstFirst)
    .slice(0, mostRows)
    .map(({ place, article, block, ...problem }) => {
      const where =
        place === undefined
          ? ""
          : link(
              `${place.file}:${place.line}`,
              links.source(join(dirname(jobFile), place.file), place.line),
            );
      const subject = [article, block].filter((part) => part !== undefined).join("/");
      const { severity, code, message, hint } = problem;
      const kind = severity === "warning" ? "warning: " : "";
      const name = code === undefined ? "" : `\`${code}\` `;
      const remedy = hint === undefined ? "" : `<br>${escapeText(hint)}`;
      return row(where, escapeText(subject), `${kind}${name}${escapeText(message)}${remedy}`);
    });
  const more = problems.length - rows.length;
  return [
    row("Where", "Block", "What and what to do"),
    row("---", "---", "---"),
    ...rows,
    ...(more > 0 ? ["", `${plural(more, "more problem")} in the log.`] : []),
    "",
  ];
}
