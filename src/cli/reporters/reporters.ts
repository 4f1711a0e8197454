import { isCi } from "../../build/environment.ts";
import type { Reporter, ReporterContext } from "./reporter.ts";

/** What `--reporter` takes; `auto` is the one that suits who reads. */
export const reporterChoices = ["auto", "live", "plain", "json", "github"] as const;
export type ReporterChoice = (typeof reporterChoices)[number];
type ReporterName = Exclude<ReporterChoice, "auto">;

type Create = (context: ReporterContext) => Reporter;

/** Each way to show a run. It loads when it is chosen. */
const reporters: Record<ReporterName, () => Promise<Create>> = {
  live: async () => (await import("./live.ts")).createLiveReporter,
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

/** A view that is drawn again and again suits a person at a terminal, not the log of a CI system. */
function chooseFor({ variables }: ReporterContext): ReporterName {
  if (variables["GITHUB_ACTIONS"] === "true") {
    return "github";
  }
  return isCi(variables) ? "plain" : "live";
}
