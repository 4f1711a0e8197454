import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterFile } from "../../support/after-file.ts";

/** The compiled program; `npm run compile` makes it. */
export const main =
  process.env["PRELO_MAIN"] ??
  fileURLToPath(new URL("../../../dist/bin/prelo.js", import.meta.url));

/** How a run of the program ended, and what it printed. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Closes the reading end of stdout, as `| head -1` does. */
  readonly closeStdout: () => void;
  /** What it has printed so far, both streams. */
  readonly printed: () => string;
  readonly finished: Promise<Finished>;
}

type Variables = Readonly<Record<string, string>>;

/** Files that a stream goes to, instead of to the test. */
type Redirects = Partial<Readonly<Record<"stdout" | "stderr", string>>>;

/** Starts the program in a folder, in an environment of PATH, HOME and what is given. */
export function start(
  folder: string,
  args: readonly string[],
  variables: Variables = {},
  redirects: Redirects = {},
): Running {
  const opened = (["stdout", "stderr"] as const).map((name) => {
    const file = redirects[name];
    return file === undefined ? "pipe" : openSync(file, "w");
  });
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...variables },
    stdio: ["ignore", ...opened],
  });
  for (const file of opened) {
    if (typeof file === "number") {
      closeSync(file);
    }
  }
  afterFile(() => void child.kill("SIGKILL"));
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8");
    child[name]?.on("data", (text: string) => (printed[name] += text));
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, ...printed });
    });
  });
  return {
    kill: (signal) => child.kill(signal),
    closeStdout: () => child.stdout?.destroy(),
    printed: () => printed.stdout + printed.stderr,
    finished,
  };
}

/** Runs the program to its end. */
export function prelo(
  folder: string,
  args: readonly string[],
  variables: Variables = {},
  redirects: Redirects = {},
): Promise<Finished> {
  return start(folder, args, variables, redirects).finished;
}
