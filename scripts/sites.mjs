// `npm run sites`: the recipes of docs/how-to/sites.md, each followed with its generator.
//
//   npm run sites                 all
//   npm run sites -- hugo astro   some
//
// It installs the generators of npm into a temporary folder; hugo and jekyll must be there.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { makeReady } from "./ready.mjs";
import { checkSite } from "./sites/check-site.mjs";
import { generators } from "./sites/generators.mjs";
import { readRecipe } from "./sites/recipe.mjs";

const prelo = fileURLToPath(new URL("../dist/bin/prelo.js", import.meta.url));
const job = fileURLToPath(new URL("sites/job", import.meta.url));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(generators, name));
if (unknown.length > 0) {
  console.error(`There is ${Object.keys(generators).join(", ")}; not ${unknown.join(", ")}.`);
  process.exit(2);
}
await makeReady();
const chosen = Object.entries(generators).filter(
  ([name]) => asked.length === 0 || asked.includes(name),
);
const folder = mkdtempSync(join(tmpdir(), "prelo-sites-"));
/** The folder with `node_modules`: one that is there already saves a minute. */
const packages = process.env.PRELO_SITES_PACKAGES ?? folder;
try {
  if (packages === folder) {
    install(chosen);
  }
  const base = await makeProject();
  const rows = chosen.map(([name, generator]) => ({
    name,
    mistakes: attempt(name, generator, base),
  }));
  for (const { name, mistakes } of rows) {
    console.log(
      `${name.padEnd(10)} ${mistakes.length === 0 ? "good" : `${mistakes.length} mistakes`}`,
    );
    mistakes.forEach((mistake) => console.log(`           ${mistake}`));
  }
  process.exitCode = rows.some(({ mistakes }) => mistakes.length > 0) ? 1 : 0;
} finally {
  if (process.env.PRELO_SITES_KEEP === undefined) {
    rmSync(folder, { recursive: true });
  } else {
    console.log(folder);
  }
}

function install(list) {
  const names = list.flatMap(([, generator]) => generator.packages);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  if (names.length > 0) {
    run(folder, "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...names]);
  }
}

/** The job with its pictures, and its answers from the sandbox. */
async function makeProject() {
  const project = join(folder, "project");
  cpSync(job, project, { recursive: true });
  mkdirSync(join(project, "prompts/photos"));
  for (const [index, name] of ["loaf", "open", "closed", "stone"].entries()) {
    const background = { r: 200 - index * 30, g: 100, b: 40 + index * 40 };
    await sharp({ create: { width: 900, height: 600, channels: 3, background } })
      .jpeg()
      .toFile(join(project, `prompts/photos/${name}.jpg`));
  }
  run(project, process.execPath, [prelo, "build", "--sandbox"]);
  return project;
}

/** Follows one recipe, and looks at what comes of it. */
function attempt(name, { recipe, command, built, files }, base) {
  const { job: settings, shell, files: told } = readRecipe(recipe);
  const project = join(folder, name);
  cpSync(base, project, { recursive: true });
  rmSync(join(project, "output"), { recursive: true });
  const site = join(project, "site");
  writeFileSync(join(project, "pipeline.yaml"), `\n${settings}`, { flag: "a" });
  for (const [file, text] of Object.entries({ ...files, ...told })) {
    mkdirSync(dirname(join(site, file)), { recursive: true });
    writeFileSync(join(site, file), text);
  }
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, "package.json"), '{ "private": true, "type": "module" }\n');
  symlinkSync(join(packages, "node_modules"), join(site, "node_modules"));
  try {
    run(project, process.execPath, [prelo, "build", "--sandbox"]);
    run(project, "sh", ["-ec", shell]);
    run(site, command[0], command.slice(1));
  } catch (error) {
    return [error.message];
  }
  return checkSite(join(site, built));
}

function run(cwd, command, args) {
  const path = `${join(packages, "node_modules/.bin")}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, ASTRO_TELEMETRY_DISABLED: "1" };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
  });
  if (status !== 0) {
    const says = error?.message ?? `${stdout}${stderr}`.trim().slice(-2000);
    throw new Error(`${[command, ...args].join(" ").slice(0, 80)}: ${says}`);
  }
}
