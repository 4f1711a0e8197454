import type { Reporter, ReporterContext } from "./reporter.ts";

/** What `--reporter` takes; `auto` is the one that suits who reads. */
export const reporterChoices = ["auto", "plain", "json", "github"] as const;
export type ReporterChoice = (typeof reporterChoices)[number];
type ReporterName = Exclude<ReporterChoice, "auto">;

type Create = (context: ReporterContext) => Reporter;

/** Each way to show a run. It loads when it is chosen. */
const reporters: Record<ReporterName, () => Promise<Create>> = {
  plain: async () => (await import("./plain.ts")).createPlainReporter,
  json: async () => (await import("./json.ts")).createJsonReporter,
  github: async () => (await import("./github.ts")).createGithubReporter,
};

/** Opens the reporter that was asked for. */
export async function openReporter(
  choice: ReporterChoice,
  context: ReporterContext,
): Promise<Reporter> {
  const create = await reporters[choice === "auto" ? chooseFor(context) : choice]();
  return create(context);
}

function chooseFor({ variables }: ReporterContext): ReporterName {
  return variables["GITHUB_ACTIONS"] === "true" ? "github" : "plain";
}
