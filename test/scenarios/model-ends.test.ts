import { expect, test } from "vitest";
import { jobFiles, makeJob, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { prelo } from "./support/resident.ts";

test("of a model that has ended nothing is asked, and the line that names it is told", async () => {
  const provider = await startProvider();
  const picture = { id: "pic", image: "A loaf", alt: "A loaf" };
  const text = { id: "one", prompt: "One." };
  const articles = { a: [text, picture] };
  const gone = { image: { model: "dall-e-3" } };
  const folder = makeJob({ job: gone, articles });

  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.code).toBe(1);
  expect(plan.stderr).toMatch(/pipeline\.yaml:\d+:\d+ warning MODEL_ENDED: dall-e-3 has ended/);
  expect(plan.stderr).toContain("gpt-image-2");
  expect(plan.stdout).toContain("A build would stop at a/pic");

  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toContain("MODEL_ENDED");
  expect(provider.calls.map(({ path }) => path)).toEqual(["/v1/responses"]);

  // What was answered before its end stays as it is.
  writeFiles(folder, jobFiles({ job: { image: { model: "gpt-image-2" } }, articles }));
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  writeFiles(folder, jobFiles({ job: gone, articles }));
  expect((await prelo(folder, ["accept", "pic"], provider.variables)).code).toBe(0);
  const again = await prelo(folder, ["build"], provider.variables);
  expect([again.code, provider.calls.length]).toEqual([0, 2]);
  const check = await prelo(folder, ["check"], provider.variables);
  expect(check.code).toBe(0);
  expect(check.stdout + check.stderr).toContain("dall-e-3 has ended");
});
