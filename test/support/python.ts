import { spawnSync } from "node:child_process";

/** The one on the path, and the system's own, whose packages a package manager installs. */
const candidates = ["python3", "/usr/bin/python3"];

/** A Python that has a module; undefined, with a message, where none has. */
export function findPython(
  module: string,
  otherwise = "what needs it is skipped",
): string | undefined {
  const found = candidates.find(
    (command) => spawnSync(command, ["-c", `import ${module}`]).status === 0,
  );
  if (found === undefined) console.warn(`No Python here has ${module}: ${otherwise}.`);
  return found;
}

/** Runs a program given to Python as a text. @throws Error with what it wrote to stderr */
export function runPython(command: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, ["-c", program, ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`);
  return stdout;
}
