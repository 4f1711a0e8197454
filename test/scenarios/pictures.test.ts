import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { listFiles, makeJob, readText } from "./support/folder.ts";
import { readPage } from "./support/page.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import type { Reply } from "./support/exchange.ts";
import { answerAll, textFor } from "./support/replies.ts";

const articles = {
  a: [
    { id: "one", heading: "Words", prompt: "Say one." },
    { id: "pic", heading: "Picture", image: "A house", alt: "A house" },
  ],
};

function garbage(): Reply {
  return { json: { created: 1, data: [{ b64_json: randomBytes(900).toString("base64") }] } };
}

test.concurrent("a picture that is garbage fails its article, unless the job says otherwise", async () => {
  const provider = await startProvider((call) =>
    call.path.endsWith("/generations") ? garbage() : answerAll(call),
  );
  const folder = makeJob({ articles });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/prompts\/a\.yaml:6:\d+ error IMAGE_INVALID in "pic"/);
  expect(listFiles(folder, "answers")).toEqual(["answers/a/one.md"]);
  expect(listFiles(folder, "output")).toEqual([]);
});

test.concurrent.for([
  ["placeholder", 1],
  ["skip", 0],
] as const)("a picture that is garbage, on_error: %s", async ([on_error, pictures]) => {
  const provider = await startProvider((call) =>
    call.path.endsWith("/generations") ? garbage() : answerAll(call),
  );
  const folder = makeJob({ job: { images: { on_error } }, articles });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(0);
  expect(build.stderr).toContain("IMAGE_INVALID");
  expect(listFiles(folder, "answers")).toEqual(["answers/a/one.md"]);
  const page = readPage(readText(folder, "output/a/article.md"));
  expect(page.images).toHaveLength(pictures);
  expect(page.headings.map(({ text }) => text)).toContain("Words");
  expect(page.headings.some(({ text }) => text === "Picture")).toBe(pictures > 0);
  expect(readText(folder, "output/a/article.md")).toContain(textFor("Say one."));
});

test.concurrent("pictures that failed are asked for again, and only they", async () => {
  let isBroken = true;
  const provider = await startProvider((call) =>
    isBroken && call.path.endsWith("/generations") ? garbage() : answerAll(call),
  );
  const folder = makeJob({ job: { images: { on_error: "placeholder" } }, articles });
  await prelo(folder, ["build"], provider.variables);
  isBroken = false;
  const before = provider.calls.length;
  expect((await prelo(folder, ["build"], provider.variables)).code).toBe(0);
  expect(provider.calls.slice(before).map(({ path }) => path)).toEqual(["/v1/images/generations"]);
  expect(listFiles(folder, "answers")).toContain("answers/a/pic-1.png");
});
