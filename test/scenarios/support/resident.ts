import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { type Finished, prelo as preloAlone } from "./program.ts";

const idle: ChildProcess[] = [];

/** What Node reads when it starts. */
const atStart = /^(?:NODE_|LC_|LANG$)/;

/**
 * Runs a command of the compiled program to its end, as `prelo` of program.ts does, in a process that has run
 * others before: for what it prints, writes, asks and exits with. What is about the process itself, such as
 * signals and streams, wants one of its own; so do variables that Node reads when it starts, and get it.
 */
export async function prelo(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  if (Object.keys(variables).some((name) => atStart.test(name))) {
    return preloAlone(folder, args, variables);
  }
  const child = idle.pop() ?? startResident();
  const end = `\u0000${randomUUID()}`;
  const printed = { stdout: "", stderr: "" };
  const ended = (["stdout", "stderr"] as const).map(
    (name) =>
      new Promise<void>((resolve) => {
        const take = (text: string): void => {
          printed[name] += text;
          if (printed[name].endsWith(end)) {
            printed[name] = printed[name].slice(0, -end.length);
            child[name]?.off("data", take);
            resolve();
          }
        };
        child[name]?.on("data", take);
      }),
  );
  const over = new AbortController();
  const closed = once(child, "close", { signal: over.signal });
  const answered = once(child, "message", { signal: over.signal });
  const home = { PATH: process.env["PATH"] ?? "", HOME: folder };
  child.send({ folder, args, variables: { ...home, ...variables }, end });
  const result = await Promise.race([
    Promise.all([answered, ...ended]).then(([[code]]) => ({ code: Number(code), signal: null })),
    closed.then(([code, signal]) => ({ code, signal })),
  ]);
  over.abort();
  if (child.connected) {
    idle.push(child);
  }
  return { ...result, ...printed };
}

/** It ends with the process of the tests: its channel closes then. */
function startResident(): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "resident.mjs")], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.setEncoding("utf8");
  child.stderr?.setEncoding("utf8");
  return child;
}
