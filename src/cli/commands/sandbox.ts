import { once } from "node:events";
import { type SandboxOptions, startSandbox } from "../../sandbox/server.ts";
import { exitCodes } from "../../errors.ts";
import { stopSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface SandboxFlags extends Omit<SandboxOptions, "host" | "requestsPerMinute"> {
  readonly port: number;
  readonly rpm?: number;
}

/** `prelo sandbox`: runs until it is interrupted. @returns the exit code */
export async function runSandbox({ rpm, ...flags }: SandboxFlags): Promise<number> {
  const sandbox = await startSandbox({
    ...flags,
    ...(rpm !== undefined && { requestsPerMinute: rpm }),
  });
  writeResult(sandbox.url);
  writeProgress(
    `Listening. Point a job at it with OPENAI_BASE_URL=${sandbox.url}; Ctrl-C ends it.`,
  );
  await Promise.race(stopSignals.map((signal) => once(process, signal)));
  await sandbox.close();
  return exitCodes.ok;
}
