// The command as a few files instead of several hundred: most of the time that a short command takes
// is spent on finding and reading modules (docs/decisions/0005-one-bundle.md). The library,
// dist/index.js, stays as it was compiled.
import { rm } from "node:fs/promises";
import { rolldown } from "rolldown";

const dir = "dist/bin";
await rm(dir, { recursive: true, force: true });
const bundle = await rolldown({
  input: { prelo: "dist/cli/main.js" },
  platform: "node",
  // A native module, and one that loads with the first request only.
  external: ["sharp", "undici"],
});
await bundle.write({ dir, format: "esm", chunkFileNames: "[name].js" });
await bundle.close();
