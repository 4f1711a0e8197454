// The licences of the packages that the bundle holds: most of them ask to go with every copy.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param target the file to write
 * @param modules absolute paths of the modules in the bundle
 * @throws when a package comes without the text of its licence
 */
export function writeNotices(target, modules) {
  const folders = new Set(modules.map(findPackage).filter((folder) => folder !== undefined));
  const notices = [...folders].map(describe).toSorted();
  const head = "Prelo's bundle holds these packages, under these licences.";
  writeFileSync(target, `${[head, ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/** The folder of the package that a module belongs to; undefined for Prelo's own. */
function findPackage(module) {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.[0];
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length === 0) {
    throw new Error(`${name} has no file with its licence.`);
  }
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}
