// `npm test` runs every check, `npm test -- FILE…` the tests in these files alone; both run what is compiled.
import { makeReady, runNpm } from "./ready.mjs";

const files = process.argv.slice(2);
try {
  await makeReady();
  if (files.length === 0) {
    await runNpm(["run", "types"], "The types do not fit.");
    await runNpm(["run", "lint"], "The linter, the formatter or knip found something.");
  }
  await runNpm(["run", "unit", "--", ...files], "Tests failed.");
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
