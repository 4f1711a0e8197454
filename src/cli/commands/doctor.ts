import { resolve } from "node:path";
import { examineAll } from "../../build/doctor/doctor.ts";
import { readWantedNode } from "../../build/version.ts";
import { exitCodes } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { schemaFiles } from "../../job/schema/json.ts";
import { createEnvironment } from "../environment.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { listenForSignals } from "../signals.ts";
import { writeJson, writeProgress, writeResult } from "../terminal.ts";

const longestStatus = "warning".length;

/** `prelo doctor`. @returns the exit code */
export async function runDoctor(
  job: string,
  flags: { readonly json?: true; readonly queue?: true },
): Promise<number> {
  const signals = listenForSignals();
  try {
    const environment = createEnvironment(() => undefined, signals);
    const node = { version: process.versions.node, wanted: readWantedNode() };
    const given = { node, schemas: schemaFiles(), looksAtQueue: flags.queue === true };
    const found = await examineAll(resolve(job), environment, given);
    const errors = found.filter(({ status }) => status === "error").length;
    if (flags.json) {
      writeJson({ version: jsonVersion, ok: errors === 0, findings: found }, 2);
    } else {
      for (const { status, message, hint } of found) {
        writeResult(`${status.padEnd(longestStatus)}  ${message}`);
        if (hint !== undefined && status !== "ok") {
          writeResult(`${" ".repeat(longestStatus)}  ${hint}`);
        }
      }
    }
    writeProgress(errors === 0 ? "A build can run." : `${plural(errors, "error")} to fix.`);
    return errors === 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    signals.dispose();
  }
}
