import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import type * as command from "../cli/main.ts";
import type * as library from "../index.ts";

/** Where `npm run compile` puts the bundle. */
const bundleDir = fileURLToPath(new URL("../bundle/", import.meta.url));
const requireInstalled = createRequire(import.meta.url);

/** What the entries export; the bundle's other files are its own affair. */
interface Entries {
  readonly "main.cjs": typeof command;
  readonly "index.cjs": typeof library;
}
type ExportsOf<Name extends string> = Name extends keyof Entries ? Entries[Name] : unknown;

interface Loaded {
  readonly module: { exports: unknown };
  readonly script: vm.Script;
}

/** A file of the bundle as a function, which gives what it exports. */
type Wrapped<Exports> = (
  exports: unknown,
  require: (id: string) => unknown,
  module: Loaded["module"],
  filename: string,
  folder: string,
) => Exports;

const loaded = new Map<string, Loaded>();

/**
 * Loads a file of the bundle, with what the engine had compiled of it when the bundle was made: to
 * compile it again takes a fifth of a short command's time. The engine itself passes over what another
 * version of it has compiled (docs/decisions/0036-compiled-ahead.md).
 * @param name of the file in `dist/bundle`
 */
export function loadCompiled<Name extends string>(name: Name): ExportsOf<Name> {
  const filename = join(bundleDir, name);
  const source = readFileSync(filename, "utf8");
  const cachedData = readCache(filename);
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) { ${source}
      return module.exports; })`,
    {
      filename,
      ...(cachedData !== undefined && { cachedData }),
    },
  );
  const module = { exports: {} };
  loaded.set(name, { module, script });
  const run: Wrapped<ExportsOf<Name>> = script.runInThisContext();
  return run(module.exports, requireFromBundle, module, filename, dirname(filename));
}

/** Keeps what the engine has compiled so far of all that is loaded, for the next time. */
export function saveCompiled(): void {
  for (const [name, { script }] of loaded)
    writeFileSync(toCacheName(join(bundleDir, name)), script.createCachedData());
}

function requireFromBundle(id: string): unknown {
  if (!id.startsWith("./")) return requireInstalled(id);
  const name = id.slice(2);
  const known = loaded.get(name);
  return known === undefined ? loadCompiled(name) : known.module.exports;
}

function readCache(filename: string): Buffer | undefined {
  try {
    return readFileSync(toCacheName(filename));
  } catch {
    // It loads without, only slower.
    return undefined;
  }
}

function toCacheName(filename: string): string {
  return `${filename}.cache`;
}
