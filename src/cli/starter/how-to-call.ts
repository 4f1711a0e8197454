import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { packageFolder } from "../../build/version.ts";

/**
 * How a person calls the program for a job, to be told what to do next: `npx prelo build`.
 * @param jobFile absolute
 * @param command such as `build`
 */
export function howToCall(jobFile: string, command: string, ...args: readonly string[]): string {
  const folder = dirname(jobFile);
  const isHere = resolve(".") === folder;
  const job =
    isHere && relative(folder, jobFile) === "pipeline.yaml" ? [] : [relative(".", jobFile)];
  const script = command === "build" && isHere && hasScript(folder);
  if (script) {
    return ["npm run build-article", ...withDashes([...args, ...job])].join(" ");
  }
  if (resolve(".") === resolve(packageFolder) && isClone()) {
    return ["npm run prelo --", command, ...args, ...job].join(" ");
  }
  const program = isInstalledFor(folder) ? "npx prelo" : "prelo";
  return [program, command, ...args, ...job].join(" ");
}

function withDashes(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : ["--", ...args];
}

/** Whether a folder's own package has the script of this repository. */
function hasScript(folder: string): boolean {
  try {
    return /"build-article"\s*:/.test(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return false;
  }
}

/** Whether this is the repository, not an installed package: that holds no sources. */
function isClone(): boolean {
  return existsSync(join(packageFolder, "src/cli"));
}

/** Whether npx finds the program from a folder. */
function isInstalledFor(folder: string): boolean {
  const parent = dirname(folder);
  return (
    existsSync(join(folder, "node_modules/prelo")) || (parent !== folder && isInstalledFor(parent))
  );
}
