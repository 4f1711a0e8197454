export type {
  CustomFormat,
  CustomFormats,
  FormatContext,
  PageDocument,
  PageSection,
} from "./article/formats/custom-format.ts";
export type { Picture, Variant } from "./blocks/sections.ts";
export type { BuildResult } from "./build/build.ts";
export type { Finding } from "./build/check/finding.ts";
export type { PlanReport } from "./build/plan-report.ts";
export { AttemptError, type ErrorCode, errorCodes, exitCodes, PreloError } from "./errors.ts";
export { type Diagnostic, JobError } from "./job/diagnostics/diagnostics.ts";
export { build, check, plan } from "./build/library/library.ts";
export type { PreloOptions } from "./build/library/options.ts";
export type { ProviderOptions } from "./build/library/providers.ts";
export type { RunEvent } from "./requests/events.ts";
