export { build, type BuildResult } from "./build/build.ts";
export { AttemptError, type ErrorCode, errorCodes, exitCodes, PreloError } from "./errors.ts";
export { type Diagnostic, JobError } from "./job/diagnostics/diagnostics.ts";
export type { RunEvent } from "./requests/events.ts";
export { checkJob as check } from "./build/check/check.ts";
export type { Finding } from "./build/check/finding.ts";
export type { BuildOptions, Environment, JobOptions } from "./build/environment.ts";
export { planJob as plan, type PlanReport } from "./build/plan.ts";
