// The command in a clone: `npm run build-article` and `npm run prelo -- …`.
import { makeReady } from "./ready.mjs";

try {
  await makeReady();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import("../dist/bin/prelo.js");
