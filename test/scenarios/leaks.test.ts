import { expect, test } from "vitest";
import { listFiles, makeJob, readAll, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/program.ts";
import { makeKey, startProvider } from "./support/provider.ts";
import { answerAll, textReply } from "./support/replies.ts";

const articles = {
  a: [{ id: "one", prompt: "Say one." }],
  good: [{ id: "two", prompt: "Say two." }],
};

test.concurrent("an answer that holds the key is not published, and the key is not printed", async () => {
  let key = "";
  const provider = await startProvider((call) =>
    JSON.stringify(call.body).includes("Say one.")
      ? textReply(call, `Use this:\n\n    export KEY=${key}\n`)
      : answerAll(call),
  );
  ({ key } = provider);
  const folder = makeJob({ articles });
  for (let round = 0; round < 2; round += 1) {
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(3);
    expect(build.stderr).toContain("LEAK_FOUND");
    expect(build.stderr).toContain("OPENAI_API_KEY");
    expect(build.stdout + build.stderr).not.toContain(key.slice(8, 16));
    expect(listFiles(folder, "output").filter((name) => name.includes("/a/"))).toEqual([]);
    expect(readAll(folder)).not.toContain(key);
  }
  expect(listFiles(folder, "output")).toContain("output/good/article.md");
});

test.concurrent("a key of the usual shape is not published, whosever it is; what stood before stays", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  await prelo(folder, ["build"], provider.variables);
  const page = readText(folder, "output/a/article.md");
  const stranger = makeKey();
  const record = readText(folder, "answers/a/one.md");
  writeFiles(folder, { "answers/a/one.md": `${record}\nMine is ${stranger}.\n` });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(3);
  expect(build.stderr).not.toContain(stranger.slice(8, 16));
  expect(readText(folder, "output/a/article.md")).toBe(page);
});
