// Runs after `npm ci`: compiles, unless only what runs was installed (`--omit=dev`), without the
// compiler.
import { execSync } from "node:child_process";
import { createRequire } from "node:module";

try {
  createRequire(import.meta.url).resolve("typescript/package.json");
} catch {
  console.log("Not compiled: the development packages are not installed.");
  process.exit(0);
}
execSync("npm run --silent compile", { stdio: "inherit" });
