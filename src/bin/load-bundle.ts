import module, { createRequire } from "node:module";
import type * as command from "../cli/main.ts";
import type * as library from "../index.ts";

/** What `npm run compile` puts into `dist/bundle`. */
interface Bundle {
  readonly "./main.cjs": typeof command;
  readonly "./index.cjs": typeof library;
}

const load: <Name extends keyof Bundle>(name: Name) => Bundle[Name] = createRequire(
  new URL("../bundle/package.json", import.meta.url),
);

/** The command out of the bundle; what the engine compiles of it is kept for the next time. */
export function loadCommand(): typeof command {
  // From Node 22.8 on, which the types here, of the oldest Node that Prelo runs on, do not know.
  if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") {
    module.enableCompileCache();
  }
  return load("./main.cjs");
}

/** The library out of the bundle. */
export function loadLibrary(): typeof library {
  return load("./index.cjs");
}
