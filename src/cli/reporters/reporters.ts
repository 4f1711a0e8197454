import type { Reporter } from "./reporter.ts";

/** What `--reporter` takes; `auto` is the one that suits who reads. */
export const reporterChoices = ["auto", "plain", "json"] as const;
export type ReporterChoice = (typeof reporterChoices)[number];
type ReporterName = Exclude<ReporterChoice, "auto">;

/** Each way to show a run. It loads when it is chosen. */
const reporters: Record<ReporterName, () => Promise<() => Reporter>> = {
  plain: async () => (await import("./plain.ts")).createPlainReporter,
  json: async () => (await import("./json.ts")).createJsonReporter,
};

/** Opens the reporter that was asked for. */
export async function openReporter(choice: ReporterChoice): Promise<Reporter> {
  const create = await reporters[choice === "auto" ? "plain" : choice]();
  return create();
}
