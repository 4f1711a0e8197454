import { once } from "node:events";
import { type SandboxOptions, startSandbox } from "../../sandbox/server.ts";
import { exitCodes } from "../../errors.ts";
import { stopSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface SandboxFlags {
  readonly port: number;
  readonly latencyMs?: number;
  readonly rpm?: number;
  readonly burst?: number;
  readonly errorRate?: number;
  readonly resetRate?: number;
  readonly hangRate?: number;
  readonly cutRate?: number;
  readonly linkSeconds?: number;
  readonly imageReply?: NonNullable<SandboxOptions["imageReply"]>;
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
