// Makes dist/ anew (`npm run compile`): JavaScript and declarations by the TypeScript compiler, then the
// command and the library as a few files instead of several hundred, in `dist/bundle`. Most of the time
// that a short command takes is spent on finding and reading modules (docs/decisions/0005-one-bundle.md).
import { execFileSync } from "node:child_process";
import { copyFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { writeNotices } from "./notices.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dir = "dist/bundle";

/**
 * The language detector's figures are one object of fifty thousand keys. As JSON in a string it
 * loads in a quarter of the time that the engine takes for the same object as code
 * (docs/decisions/0032-language-detector.md).
 */
const figuresAsJson = {
  name: "figures-as-json",
  load: {
    filter: { id: /[\\/]eld[\\/]src[\\/]ngrams[\\/]\w+\.js$/ },
    async handler(id) {
      const { ngramsData } = await import(pathToFileURL(id).href);
      return `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(ngramsData))});`;
    },
  },
};

/**
 * secretlint measures itself: it keeps marks of every call for good and searches them at the next.
 * In a profiled run of 200 articles that took half a second of nine.
 */
const withoutProfiler = {
  name: "without-profiler",
  load: {
    filter: { id: /[\\/]@secretlint[\\/]profiler[\\/]/ },
    handler: () => "export const secretLintProfiler = { mark() {} };",
  },
};

process.chdir(root);
await rm("dist", { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
const compiler = join(typescript, "bin/tsc");
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });
writeNotices("dist/THIRD-PARTY-NOTICES.txt", await bundleModules());
await bundlePreviewPage();
// Written last: its time says when the program was compiled (scripts/ready.mjs).
await writeFile(`${dir}/package.json`, '{ "type": "commonjs" }\n');

/** What the preview runs in a browser: its script as one file, and its styles. */
async function bundlePreviewPage() {
  const from = "src/cli/preview/page";
  const bundle = await rolldown({ input: { page: `${from}/main.ts` }, platform: "browser" });
  await bundle.write({ dir: `${dir}/preview`, format: "es" });
  await bundle.close();
  for (const style of ["page.css", "marks.css"]) {
    await copyFile(`${from}/${style}`, `${dir}/preview/${style}`);
  }
}

/** Writes the bundle; the files that went into it. */
async function bundleModules() {
  const bundle = await rolldown({
    input: { main: "dist/cli/main.js", index: "dist/index.js" },
    platform: "node",
    resolve: {
      alias: {
        // The same code as ES modules, which load faster than what is wrapped for require().
        yaml: fileURLToPath(
          new URL("browser/dist/index.js", import.meta.resolve("yaml/package.json")),
        ),
      },
    },
    // A native module, and what only those install who use several machines.
    external: ["sharp", "bullmq", "ioredis"],
    plugins: [figuresAsJson, withoutProfiler],
  });
  const { output } = await bundle.write({
    dir,
    format: "cjs",
    comments: { jsdoc: false, annotation: false },
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name].cjs",
    // Node 20 loads what is required in half the time of what is imported.
    dynamicImportInCjs: false,
  });
  await bundle.close();
  return output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
}
