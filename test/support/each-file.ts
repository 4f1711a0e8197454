// Runs at the beginning of each test file.
import { configureGlobal } from "fast-check";
import { afterAll } from "vitest";
import { endFile } from "./after-file.ts";

afterAll(endFile);

/**
 * Properties are tried on the same values each time, so that a change is never refused for what it has
 * not touched. `PRELO_TEST_SEED=random` looks further, `PRELO_TEST_SEED=N` again.
 */
const wanted = process.env["PRELO_TEST_SEED"] ?? "20260101";
const seed = Number(wanted);
if (wanted !== "random" && !Number.isSafeInteger(seed)) {
  throw new Error("PRELO_TEST_SEED is a whole number, or random");
}
configureGlobal(wanted === "random" ? {} : { seed });
