import { spawnSync } from "node:child_process";

/** Whether a command is on this machine; says so where it is not, for a test that is then skipped. */
export function hasCommand(command: string, versionFlag = "--version"): boolean {
  const found = spawnSync(command, [versionFlag]).status === 0;
  if (!found) {
    console.warn(`${command} is not here: what needs it is skipped.`);
  }
  return found;
}
