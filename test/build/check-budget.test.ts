import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { makeJob } from "../scenarios/support/folder.ts";

test("a budget in dollars needs the price of the translations' model as well", async () => {
  const price = { input: 1, output: 2 };
  const load = (prices: Readonly<Record<string, typeof price>>) => {
    const folder = makeJob({
      job: {
        text: { model: "writer" },
        translations: { to: ["es"], text: { model: "translator" } },
        budget: { usd: 1 },
        prices,
      },
      articles: { a: [{ id: "q", prompt: "Say." }] },
    });
    return loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") });
  };
  await expect(load({ writer: price })).rejects.toMatchObject({
    diagnostics: [{ message: "a budget in dollars needs the price of translator" }],
  });
  await expect(load({ writer: price, translator: price })).resolves.toBeDefined();
});
