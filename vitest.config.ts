import { defineConfig } from "vitest/config";

const report = process.env["PRELO_TEST_REPORT"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/fixed-seed.ts"],
    maxWorkers: "100%",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    restoreMocks: true,
    ...(report !== undefined && {
      reporters: ["default", "json"],
      outputFile: { json: report },
    }),
  },
});
