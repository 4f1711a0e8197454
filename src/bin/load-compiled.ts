import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { arch, version } from "node:process";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import vm from "node:vm";
import type * as command from "../cli/main.ts";
import type * as library from "../index.ts";

/** Where `npm run compile` puts the bundle. */
const bundleDir = fileURLToPath(new URL("../bundle/", import.meta.url));
const requireInstalled = createRequire(import.meta.url);
const digestLength = 32;

/** What the entries export; the bundle's other files are its own affair. */
interface Entries {
  readonly "main.cjs": typeof command;
  readonly "index.cjs": typeof library;
}
type ExportsOf<Name extends string> = Name extends keyof Entries ? Entries[Name] : unknown;

interface Loaded {
  readonly module: { exports: unknown };
  readonly source: Buffer;
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
 * compile it again takes a fifth of a short command's time (docs/decisions/0036-compiled-ahead.md).
 * @param name of the file in `dist/bundle`
 */
export function loadCompiled<Name extends string>(name: Name): ExportsOf<Name> {
  const filename = join(bundleDir, name);
  const source = readFileSync(filename);
  const cachedData = readCache(filename, source);
  // The bundle is made of ES modules, whose code is strict.
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) { "use strict"; ${source.toString("utf8")}
      return module.exports; })`,
    { filename, ...(cachedData !== undefined && { cachedData }) },
  );
  const module = { exports: {} };
  loaded.set(name, { module, source, script });
  try {
    const run: Wrapped<ExportsOf<Name>> = script.runInThisContext();
    return run(module.exports, requireFromBundle, module, filename, dirname(filename));
  } catch (error) {
    // Whoever asks again gets the same error, not half a module.
    loaded.delete(name);
    throw error;
  }
}

/** Keeps what the engine has compiled so far of all that is loaded, for the next time. */
export function saveCompiled(): void {
  for (const [name, { source, script }] of loaded) {
    const data = script.createCachedData();
    const path = toCacheName(join(bundleDir, name));
    writeFileSync(`${path}.tmp`, Buffer.concat([digestOf(source, data), data]));
    renameSync(`${path}.tmp`, path);
  }
}

/** The files that are loaded and had been compiled before. */
export function listCompiledAhead(): readonly string[] {
  return [...loaded].flatMap(([name, { script }]) =>
    script.cachedDataRejected === false ? [name] : [],
  );
}

function requireFromBundle(id: string): unknown {
  if (!id.startsWith("./")) return requireInstalled(id);
  const name = id.slice(2);
  const known = loaded.get(name);
  return known === undefined ? loadCompiled(name) : known.module.exports;
}

/**
 * The engine itself compares little more than the length of the text, and runs whatever it is given:
 * what is damaged, or was made of another text, by another Node or on another processor, is left out
 * here. Then, and when there is none, the file loads without, only slower.
 */
function readCache(filename: string, source: Buffer): Buffer | undefined {
  let file: Buffer;
  try {
    file = readFileSync(toCacheName(filename));
  } catch {
    return undefined;
  }
  const data = file.subarray(digestLength);
  return digestOf(source, data).equals(file.subarray(0, digestLength)) ? data : undefined;
}

function digestOf(source: Buffer, data: Buffer): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([version, arch, v8.cachedDataVersionTag(), source.length]))
    .update(source)
    .update(data)
    .digest();
}

function toCacheName(filename: string): string {
  return `${filename}.cache`;
}
