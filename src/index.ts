export { build, type BuildResult } from "./build.ts";
export { AttemptError, type ErrorCode, errorCodes, exitCodes, PreloError } from "./errors.ts";
export { type Diagnostic, JobError } from "./job/diagnostics.ts";
export type { RunEvent } from "./run/events.ts";
export { checkJob as check, type Finding } from "./stages/check-job.ts";
export type { BuildOptions, Environment, JobOptions } from "./stages/environment.ts";
export { planJob as plan, type PlanReport } from "./stages/plan-job.ts";
