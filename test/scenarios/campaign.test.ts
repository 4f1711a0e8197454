import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const campaign = fileURLToPath(new URL("../campaign/kill.mjs", import.meta.url));

test("killed at random moments, it loses nothing and asks nothing twice", async () => {
  // It fails, with what it found, as soon as one thing is not as promised.
  const { stdout } = await promisify(execFile)(process.execPath, [campaign, "--kills", "5"]);
  expect(stdout).toMatch(/^5 kills in \d+ builds/);
});
