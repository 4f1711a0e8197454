import { join } from "node:path";
import { expect, test } from "vitest";
import { formatTextRecord } from "../../src/answers/text-record.ts";
import { chooseVariant } from "../../src/build/choose-variant.ts";
import { loadCheckedJob } from "../../src/build/load-job.ts";
import { makeTextAnswer } from "../answers/samples.ts";
import { makeJob, readText, writeFiles } from "../scenarios/support/folder.ts";

const lockHolder = { pid: process.pid, host: "here", isAlive: () => true };

test("one of several answers is published, the others no longer say so, and nothing else in them changes", async () => {
  const folder = makeJob({ articles: { a: [{ id: "q", prompt: "Say.", variants: 3 }] } });
  const record = formatTextRecord(makeTextAnswer());
  const windows = record.replaceAll("\n", "\r\n");
  const marked = record.replace("---\n", "---\nchosen: true\n");
  writeFiles(folder, {
    "answers/a/q.md": record,
    "answers/a/q.2.md": windows,
    "answers/a/q.3.md": marked,
  });
  const { job } = await loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") });
  const [article] = job.articles;
  const choose = (id: string) => chooseVariant(job, article!, id, { lockHolder });
  await choose("q.2");
  expect(readText(folder, "answers/a/q.md")).toBe(record);
  expect(readText(folder, "answers/a/q.2.md")).toBe(
    windows.replace("---\r\n", "---\r\nchosen: true\r\n"),
  );
  expect(readText(folder, "answers/a/q.3.md")).toBe(record);
  await choose("q.2");
  await choose("q");
  expect(readText(folder, "answers/a/q.md")).toBe(marked);
  expect(readText(folder, "answers/a/q.2.md")).toBe(windows);
});

test("what is not one of several answers, or is not there yet, cannot be chosen", async () => {
  const blocks = [
    { id: "q", prompt: "Say.", variants: 2 },
    { id: "one", prompt: "Say." },
  ];
  const folder = makeJob({ articles: { a: blocks } });
  const { job } = await loadCheckedJob({ jobFile: join(folder, "pipeline.yaml") });
  const refusals = ["q.2", "one", "q.9"].map((id) =>
    chooseVariant(job, job.articles[0]!, id, { lockHolder }).catch(({ message }: Error) => message),
  );
  expect(await Promise.all(refusals)).toEqual([
    "a/q.2 is not answered yet",
    "a/one is not one of several answers",
    "a/q.9 is not one of several answers",
  ]);
});
