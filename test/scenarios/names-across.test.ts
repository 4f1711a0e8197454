import { expect, test } from "vitest";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { promptOf, textFor } from "./support/replies.ts";
import { startProvider } from "./support/provider.ts";

type Block = Readonly<Record<string, unknown>>;
type Articles = Readonly<Record<string, readonly Block[]>>;

/** Two questions, of which the second quotes the first's answer, and a picture. */
function about(what: string, ids: readonly string[] = ["q0", "q1", "pic"]): readonly Block[] {
  const [first = "", second = "", picture = ""] = ids;
  return [
    { id: first, prompt: `What is ${what}?` },
    { id: second, prompt: `And what of ${what}? {{ answers.${first} }}` },
    { id: picture, image: `A picture of ${what}`, alt: what },
  ];
}

const [bread, salt, oil, wine] = [about("bread"), about("salt"), about("oil"), about("wine")];

async function startArticles(first: Articles) {
  const provider = await startProvider();
  const folder = makeJob({ articles: first });
  const build = (...flags: string[]) => prelo(folder, ["build", ...flags], provider.variables);
  expect(await build()).toMatchObject({ code: 0 });
  return {
    folder,
    build,
    run: (...args: string[]) => prelo(folder, args, provider.variables),
    change: (articles: Articles) => writeFiles(folder, jobFiles({ articles })),
    /** What was sent since the last look. */
    takeSent: (() => {
      let seen = provider.calls.length;
      return () => {
        const sent = provider.calls.slice(seen).map((call) => promptOf(call));
        seen = provider.calls.length;
        return sent;
      };
    })(),
  };
}

test.concurrent("articles that swap names, or take turns, pay nothing, and their edits and pictures go along", async () => {
  const { folder, build, run, change, takeSent } = await startArticles({
    a: bread,
    b: salt,
    c: oil,
  });
  writeFiles(folder, { "answers/a/q1.md": `${readText(folder, "answers/a/q1.md")}By hand.\n` });
  const before = hashTree(folder, "answers");
  change({ a: salt, b: bread, c: oil });
  const plan = await run("plan");
  expect(plan.stdout).toContain("a build sends no request");
  expect(plan.stdout).toMatch(/keep +edited +q1 .*moved from a\/q1/);
  expect(hashTree(folder, "answers")).toEqual(before);
  const swapped = await build("--frozen");
  expect(swapped.code).toBe(0);
  expect(swapped.stderr).toMatch(/b: 3 answers .*moved: a\/q0\.md → q0/);
  expect(readText(folder, "output/b/article.md")).toContain("By hand.");
  expect(readText(folder, "output/a/article.md")).not.toContain("By hand.");
  const after = hashTree(folder, "answers");
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after["answers/b/pic-1.png"]).toBe(before["answers/a/pic-1.png"]);

  // Each takes the next one's name, and numbers its blocks anew.
  change({ a: about("bread", ["q1", "pic", "q0"]), b: oil, c: about("salt", ["q1", "q0", "pic"]) });
  expect(await build("--frozen")).toMatchObject({ code: 0 });
  expect(readText(folder, "answers/a/q1.md")).toContain(textFor("What is bread?"));
  expect(readText(folder, "output/a/article.md")).toContain("By hand.");
  expect((await run("check")).code).toBe(0);
  expect(listFiles(folder, "answers")).toHaveLength(12);
  expect(takeSent()).toEqual([]);
});

test.concurrent("a new article on top, which moves all names by one, is the only one that is paid for", async () => {
  const { folder, build, change, takeSent, run } = await startArticles({
    a: bread,
    b: salt,
    c: oil,
  });
  change({ a: wine, b: bread, c: salt, d: oil });
  // Also where only the new one is to be built: what stands in its way is kept for its owner.
  const first = await build("--article", "a");
  expect(first.code).toBe(0);
  expect(takeSent()).toHaveLength(3);
  expect((await build()).code).toBe(0);
  expect(takeSent()).toEqual([]);
  expect(readText(folder, "answers/d/q0.md")).toContain(textFor("What is oil?"));
  expect((await run("check")).code).toBe(0);
});

test.concurrent("a text that another article asks for as well is copied, a picture is not", async () => {
  const { folder, build, change, takeSent } = await startArticles({ a: bread, b: salt });
  const before = hashTree(folder, "answers/a");
  change({ a: bread, b: salt, c: bread });
  expect((await build()).code).toBe(0);
  expect(takeSent()).toEqual(["A picture of bread"]);
  expect(readText(folder, "answers/c/q0.md")).toBe(readText(folder, "answers/a/q0.md"));
  change({
    a: bread,
    b: salt,
    c: bread,
    d: [{ ...bread[0], share: false }],
  });
  expect((await build()).code).toBe(0);
  expect(takeSent()).toEqual(["What is bread?"]);
  expect(hashTree(folder, "answers/a")).toEqual(before);
});
