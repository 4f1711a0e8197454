import { defineConfig } from "vitest/config";

const report = process.env["PRELO_TEST_REPORT"];

/** Files that replace a module, or change the current folder: they share no process with others. */
const alone = ["test/**/*.alone.test.ts"];

/** Short files that take long. Large files run first, so a worker would be alone with these at the end. */
const long = ["test/article/hostile-lengths.test.ts", "test/scenarios/campaign.test.ts"];

export default defineConfig({
  test: {
    setupFiles: ["test/support/each-file.ts"],
    maxWorkers: "100%",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each command that runs at the same time as others needs a process of its own.
    maxConcurrency: 2,
    // What is asked again and again is often a command, or a page that is made anew for it.
    expect: { poll: { interval: 200 } },
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // Most files share the modules of their worker: loading them for each took a tenth of the suite.
    // Projects run in the order of their names.
    projects: [
      { extends: true, test: { name: "alone", include: alone } },
      { extends: true, test: { name: "long", include: long, isolate: false } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: [...alone, ...long],
          isolate: false,
        },
      },
    ],
    ...(report !== undefined && {
      reporters: ["default", "json"],
      outputFile: { json: report },
    }),
  },
});
