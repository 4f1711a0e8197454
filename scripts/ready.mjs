// What a clone needs before it can run: a Node that is new enough, the packages, and a compiled program
// that is as new as its sources. An old Node must be able to read this file, to say what it lacks.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the compiled program is made of. */
const sources = [
  "src",
  "scripts/compile.mjs",
  "scripts/notices.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.build.json",
  "tsconfig.json",
];

/** Standard output is for what the command itself prints. */
const toStderr = ["ignore", 2, 2];

/**
 * Installs and compiles what is missing or older than its sources.
 * @throws Error that says what to do when Node is too old, or installing or compiling failed
 */
export async function makeReady() {
  const { engines } = readJson("package.json");
  if (!isNewEnough(process.versions.node, engines.node)) {
    throw new Error(
      `Prelo needs Node.js ${engines.node}; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    );
  }
  if (isCompiled()) {
    return;
  }
  if (!hasPackages()) {
    console.error("Installing the packages (npm ci) …");
    await runNpm(
      ["ci", "--no-audit", "--no-fund"],
      "The packages could not be installed. This needs the network once. Without one, try again later; behind a proxy, set HTTPS_PROXY.",
      toStderr,
    );
  }
  console.error("Compiling …");
  await runNpm(["run", "--silent", "compile"], "Prelo could not be compiled.", toStderr);
}

/**
 * Runs npm, the one that runs this script if one does.
 * @throws Error with the given problem when it fails
 */
export async function runNpm(args, problem, stdio = "inherit") {
  const { spawnSync } = await import("node:child_process");
  const cli = process.env.npm_execpath;
  const isCli = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  const [command, first] = isCli ? [process.execPath, [cli]] : ["npm", []];
  const shell = !isCli && process.platform === "win32";
  const ended = spawnSync(command, [...first, ...args], { cwd: root, stdio, shell });
  if (ended.status !== 0) {
    throw new Error(problem);
  }
}

function isNewEnough(version, wanted) {
  const [major, minor] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = wanted.replace(/^>=/, "").split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function isCompiled() {
  const last = join(root, "dist/bundle/package.json");
  if (!existsSync(last) || !existsSync(join(root, "node_modules/sharp"))) {
    return false;
  }
  const { mtimeMs } = statSync(last);
  return sources.every((name) => !isNewer(join(root, name), mtimeMs));
}

/** Whether a file, or anything in a folder, was changed after a time; a folder changes with its files' names. */
function isNewer(path, timeMs) {
  const stat = statSync(path);
  if (stat.mtimeMs > timeMs) {
    return true;
  }
  return stat.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), timeMs));
}

/** Whether every package that the lock file names is installed in that version; optional ones may be missing. */
function hasPackages() {
  const installed = "node_modules/.package-lock.json";
  if (!existsSync(join(root, installed))) {
    return false;
  }
  const present = readJson(installed).packages;
  return Object.entries(readJson("package-lock.json").packages).every(
    ([path, { version, optional }]) =>
      path === "" || (present[path] ? present[path].version === version : optional === true),
  );
}

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), "utf8"));
}
