import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

/**
 * The one on the path, and the system's own, whose packages a package manager installs. Each is asked for the file
 * that runs: what stands on the path may be a script that takes ten times as long to find it.
 */
const interpreters = ["python3", "/usr/bin/python3"].flatMap((command) => {
  const { status, stdout } = spawnSync(command, ["-c", "import sys; print(sys.executable)"], {
    encoding: "utf8",
  });
  return status === 0 ? [stdout.trim() || command] : [];
});

/** A Python that has a module; undefined, with a message, where none has. */
export function findPython(
  module: string,
  otherwise = "what needs it is skipped",
): string | undefined {
  const found = interpreters.find(
    (command) => spawnSync(command, ["-c", `import ${module}`]).status === 0,
  );
  if (found === undefined) {
    console.warn(`No Python here has ${module}: ${otherwise}.`);
  }
  return found;
}

/** Runs a program given to Python as a text; what it prints. */
export async function runPython(
  command: string,
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = {
    PATH: process.env["PATH"],
    PYTHONIOENCODING: "utf-8",
    PYTHONDONTWRITEBYTECODE: "1",
    ...variables,
  };
  const { stdout } = await promisify(execFile)(command, ["-c", program, ...args], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
