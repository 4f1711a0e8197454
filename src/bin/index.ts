import { loadLibrary } from "./load-bundle.ts";

/** The public API, out of the bundle. */
export const { AttemptError, build, check, errorCodes, exitCodes, JobError, plan, PreloError } =
  loadLibrary();
