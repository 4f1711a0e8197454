// The command as a few files instead of several hundred: most of the time that a short command takes
// is spent on finding and reading modules (docs/decisions/0005-one-bundle.md). The library
// comes out of the same build, so that both share the grammars of the code highlighter, which are no
// dependency of the installed package: all of them weigh four times what is used.
import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

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

await rm(dir, { recursive: true, force: true });
await write();
await writeFile(`${dir}/package.json`, '{ "type": "commonjs" }\n');

async function write() {
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
    // A native module.
    external: ["sharp"],
    plugins: [figuresAsJson, withoutProfiler],
  });
  await bundle.write({
    dir,
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name].cjs",
    // Node 20 loads what is required in half the time of what is imported.
    dynamicImportInCjs: false,
  });
  await bundle.close();
}
