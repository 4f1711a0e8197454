import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { listFiles, makeJob, readText, rewriteAnswer } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";

const wrapped =
  "Certainly! Here is the article:\n\n```markdown\n**Why does dough rest?**\n\nIt costs $20/mês or R$ 100/mês.\n```\n\nI hope this helps!";

test.concurrent("the page holds the answer, the record and what quotes it the whole reply", async () => {
  const provider = await startProvider((call) =>
    promptOf(call) === "Why does dough rest?" ? textReply(call, wrapped) : answerAll(call),
  );
  const folder = makeJob({
    articles: {
      a: [
        { id: "why", question: "Why does dough rest?" },
        { id: "sum", prompt: "Sum up: {{ answers.why }}" },
      ],
    },
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("## Why does dough rest?\n\nIt costs \\$20/mês or R\\$ 100/mês.\n");
  expect(page).not.toMatch(/Certainly|hope|```/);
  const html = readText(folder, "output/a/article.html");
  expect(html).toContain("It costs $20/mês or R$ 100/mês.");
  expect(html).not.toMatch(/<math|Certainly/);
  const record = "answers/a/why.md";
  expect(readText(folder, record)).toContain(wrapped);
  expect(provider.calls.map((call) => promptOf(call))).toContain(`Sum up: ${wrapped}`);
  // A person's own words are published as they stand.
  const edited = readText(folder, record).replace("It costs", "It still costs");
  writeFileSync(join(folder, record), edited);
  const args = ["build", "--frozen"];
  await prelo(folder, args, provider.variables);
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("no_preamble asks again for an answer with something said around it", async () => {
  let asked = 0;
  const provider = await startProvider((call) => {
    asked += 1;
    return textReply(call, asked === 1 ? "Sure! Here is the article:\n\nBread." : "Bread.");
  });
  const folder = makeJob({
    articles: { a: [{ id: "one", prompt: "Say one.", checks: { no_preamble: true } }] },
  });
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(build.stderr).toContain("fails a check: no_preamble: it says something before or after");
  expect(provider.calls).toHaveLength(2);
  expect(readText(folder, "answers/a/one.md")).not.toContain("Sure!");
});

test.concurrent("a description that is none is asked for again, and what never passes is kept aside", async () => {
  let described = 0;
  const refusal = "I'm sorry, but I can't describe this picture.";
  const good = "A white house stands under a blue sky.";
  const provider = await startProvider((call) => {
    if (!JSON.stringify(call.body).includes("data:image/")) {
      return answerAll(call);
    }
    described += 1;
    return textReply(call, described === 2 ? `Alt text: “${good}”` : refusal);
  });
  const image = { id: "house", image: "A house", alt: "auto" };
  const folder = makeJob({ articles: { a: [image], b: [{ ...image, image: "Another house" }] } });
  const build = await prelo(folder, ["build", "--concurrency", "1"], provider.variables);
  expect(build.code).toBe(1);
  const published = ["a", "b"].filter((slug) =>
    listFiles(folder, "output").some((file) => file.endsWith(`${slug}/article.md`)),
  );
  expect(published).toHaveLength(1);
  const [slug = ""] = published;
  expect(readText(folder, `output/${slug}/article.md`)).toContain(`![${good}](`);
  const other = slug === "a" ? "b" : "a";
  expect(build.stderr).toContain("alt_text: it declines to describe the picture");
  expect(listFiles(folder, `answers/${other}`)).toContain(
    `answers/${other}/house-alt-1.rejected.md`,
  );
  expect(described).toBeLessThanOrEqual(6);
});

test.concurrent("what no_preamble refuses is cut from an answer that is recorded, which is not asked again", async () => {
  const provider = await startProvider(answerAll);
  const folder = makeJob({
    articles: { a: [{ id: "one", prompt: "Say one.", checks: { no_preamble: true } }] },
  });
  await buildFirst(folder, provider.variables);
  rewriteAnswer(folder, "answers/a/one.md", "Sure! Here is the article:\n\nBread.");
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(1);
  expect(readText(folder, "output/a/article.md")).toContain("Bread.");
  expect(readText(folder, "output/a/article.md")).not.toContain("Sure!");
  expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });
});

test.concurrent("an answer recorded with thoughts is published without them, one of thoughts alone is not", async () => {
  const provider = await startProvider(answerAll);
  const folder = makeJob({ articles: { a: [{ id: "one", prompt: "Say one." }] } });
  await buildFirst(folder, provider.variables);
  const record = "answers/a/one.md";
  rewriteAnswer(folder, record, "<think>\nWhat to say?\n</think>\n\nBread.");
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("Bread.");
  expect(page).not.toContain("think");
  rewriteAnswer(folder, record, "<think>\nWhat to say?");
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/PAGE_INVALID.*\n?.*thoughts/);
  expect(build.stderr).toContain("--refresh one");
  expect(readText(folder, "output/a/article.md")).toBe(page);
  expect(provider.calls).toHaveLength(1);
});

test.concurrent("a description recorded before it was checked is published, unless it is none", async () => {
  const provider = await startProvider((call) =>
    JSON.stringify(call.body).includes("data:image/")
      ? textReply(call, "A white house stands under a blue sky.")
      : answerAll(call),
  );
  const folder = makeJob({
    articles: { a: [{ id: "house", image: "A house", alt: "auto" }] },
  });
  await buildFirst(folder, provider.variables);
  const sent = provider.calls.length;
  const record = "answers/a/house-alt-1.md";
  const sentence = "A white house stands under a blue sky, and a child waves from its door. ";
  rewriteAnswer(folder, record, sentence.repeat(5).trim());
  const build = await prelo(folder, ["build"], provider.variables);
  expect(build).toMatchObject({ code: 0 });
  expect(build.stderr).toContain("alt_length: it has 359 characters");
  expect(readText(folder, "output/a/article.md")).toContain(`![${sentence.repeat(3).trim()}](`);
  expect(await prelo(folder, ["check"])).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(sent);

  rewriteAnswer(folder, record, "I'm sorry, I can't describe this picture.");
  const page = readText(folder, "output/a/article.md");
  const keyless = await prelo(folder, ["build", "--sandbox"]);
  expect(keyless.code).toBe(1);
  expect(keyless.stderr).toContain("may not be published");
  expect(readText(folder, "output/a/article.md")).toBe(page);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(sent + 1);
});
