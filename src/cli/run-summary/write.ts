import { appendFileSync, writeFileSync } from "node:fs";
import { codeOf } from "../../errors.ts";
import { toWriteError } from "../../files/files.ts";
import type { Variables } from "../../secrets/collect.ts";
import { writeProgress } from "../terminal.ts";

/**
 * Writes a summary where it is wanted: to the page of GitHub's step, and to a file that was asked for.
 * @throws PreloError WRITE_FAILED for the file that was asked for
 */
export function writeSummary(
  markdown: string,
  file: string | undefined,
  { GITHUB_STEP_SUMMARY: page }: Variables,
): void {
  if (page) {
    try {
      appendFileSync(page, `${markdown}\n`);
    } catch (error) {
      writeProgress(`The step summary could not be written (${codeOf(error)}).`);
    }
  }
  if (file === undefined) {
    return;
  }
  try {
    writeFileSync(file, markdown);
  } catch (error) {
    throw toWriteError(error, file);
  }
}
