// The command as a few files instead of several hundred: most of the time that a short command takes
// is spent on finding and reading modules (docs/decisions/0005-one-bundle.md). The library
// comes out of the same build, so that both share the grammars of the code highlighter, which are no
// dependency of the installed package: all of them weigh four times what is used.
import { rm } from "node:fs/promises";
import { rolldown } from "rolldown";

const dir = "dist/bin";
await rm(dir, { recursive: true, force: true });
const bundle = await rolldown({
  input: { prelo: "dist/cli/main.js", index: "dist/index.js" },
  platform: "node",
  // A native module, and one that loads with the first request only.
  external: ["sharp", "undici"],
});
await bundle.write({ dir, format: "esm", chunkFileNames: "[name].js" });
await bundle.close();
