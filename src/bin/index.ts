import { loadCompiled } from "./load-compiled.ts";

/** The public API, out of the bundle. */
export const { AttemptError, build, check, errorCodes, exitCodes, JobError, plan, PreloError } =
  loadCompiled("index.cjs");
