import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { build, check, plan, type PreloOptions, type RunEvent } from "../../../src/index.ts";
import { jobFiles, makeFolder, writeFiles } from "../../scenarios/support/folder.ts";
import { startProvider } from "../../scenarios/support/provider.ts";
import { errorReply, promptOf, textFor, textReply } from "../../scenarios/support/replies.ts";
import { makeKey } from "../../support/keys.ts";

const blocks = [{ id: "why", heading: "Why", prompt: "Why does dough rest?" }];

/** Every byte that a run has left in a folder, as one text. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
    .join("\n");
}

/** A spelling in which a key can stand in a file of the job, where its shape would be an error. */
function disguise(key: string): string {
  return Buffer.from(key).toString("base64");
}

test("a job is all that is needed: a path from the current folder, or a URL; the rest is as on the command line", async () => {
  const key = makeKey();
  const folder = makeFolder({
    ...jobFiles({ articles: { bread: blocks } }),
    ".env": `FROM_DOT_ENV=${key}\n`,
  });
  const job = relative(".", join(folder, "pipeline.yaml"));
  const events: RunEvent[] = [];
  const planned = await plan({ job, sandbox: true });
  const built = await build({ job, sandbox: true, onEvent: (event) => events.push(event) });
  const again = await build({ job: pathToFileURL(job), sandbox: true });
  expect(planned.total).toMatchObject({ requests: 1, exactRequests: 0 });
  const exact = await plan({ job, sandbox: true, exact: true, refresh: "all" });
  expect(exact.total).toMatchObject({ requests: 1, exactRequests: 1, inputTokens: 5 });
  expect(built.articles).toMatchObject([{ slug: "bread", status: "published", asked: 1 }]);
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["asked", "finished"]));
  expect(again.articles).toMatchObject([{ status: "unchanged", asked: 0, reused: 1 }]);
  expect(await check({ job: pathToFileURL(job).href, sandbox: true })).toEqual([]);

  // What stands in `.env` is a secret here as well.
  writeFiles(folder, jobFiles({ articles: { bread: [{ markdown: `It is ${disguise(key)}.` }] } }));
  const leaking = await build({ job });
  expect(leaking.articles[0]?.failures.map(({ error }) => error.code)).toEqual(["LEAK_FOUND"]);
});

test("a provider is an object over the job file's, and its key a value that stands nowhere", async () => {
  const provider = await startProvider((call) => textReply(call, textFor(promptOf(call))));
  const key = makeKey();
  const other = makeKey();
  const folder = makeFolder(
    jobFiles({
      job: {
        text: { model: "test-text", provider: "mine", endpoint: "chat" },
        providers: { mine: { base_url: "http://127.0.0.1:9/v1", limits: { concurrency: 3 } } },
      },
      articles: { bread: blocks },
    }),
  );
  const options: PreloOptions = {
    job: join(folder, "pipeline.yaml"),
    variables: { MINE_API_KEY: other },
    now: () => Date.parse("2020-02-02"),
    providers: {
      mine: {
        baseUrl: `${provider.origin}/v1`,
        apiKey: key,
        headers: { "X-Title": "Bread" },
        limits: { requestsPerMinute: 600 },
      },
    },
  };
  const { job, articles } = await build(options);
  expect(articles).toMatchObject([{ status: "published", failures: [] }]);
  expect(job.providers.get("mine")?.limits).toEqual({ concurrency: 3, requestsPerMinute: 600 });
  expect(provider.calls[0]).toMatchObject({
    authorization: `Bearer ${key}`,
    headers: { "x-title": "Bread" },
  });
  expect(readFileSync(join(folder, "answers/bread/why.md"), "utf8")).toContain("2020-02-02");
  expect(await check(options)).toEqual([]);
  expect(readAll(folder)).not.toContain(key);

  const unknown = build({ ...options, providers: { other: { apiKey: key } } });
  await expect(unknown).rejects.toMatchObject({
    code: "USAGE",
    message: "`providers.other` needs a `baseUrl`",
  });

  // Neither the key nor the one that it overrides is published or sent, nor told when the server says it.
  const said: unknown[] = [];
  const shown = { markdown: `It is ${disguise(other)}.` };
  const sent = { id: "sent", heading: "Sent", prompt: `Is it ${disguise(key)}?` };
  const refused = { id: "refused", heading: "Refused", prompt: "Another?" };
  writeFiles(
    folder,
    jobFiles({
      job: { text: { model: "test-text", provider: "mine", endpoint: "chat" } },
      articles: { bread: [shown], sent: [sent], refused: [refused] },
    }),
  );
  provider.script(() => errorReply(401, "invalid_api_key", `Incorrect API key: ${key}`));
  const run = (...names: readonly string[]) =>
    build({ ...options, articles: names, onEvent: (event) => said.push(event) });
  // Apart: once a key is refused, nothing more is sent.
  const failed = [await run("bread", "sent"), await run("refused")];
  const articlesOf = failed.flatMap((result) => result.articles);
  expect(articlesOf.map(({ slug, failures }) => `${slug} ${failures[0]?.error.code}`)).toEqual([
    "bread LEAK_FOUND",
    "sent LEAK_FOUND",
    "refused PROVIDER_AUTH",
  ]);
  const told = articlesOf.flatMap(({ failures }) => failures.map(({ error }) => String(error)));
  expect(JSON.stringify([said, told, failed])).not.toContain(key);
  expect(JSON.stringify(provider.calls.slice(1).map(({ body }) => body))).not.toContain(key);
});

test("a format of one's own is set from the finished article, published and checked like the others", async () => {
  const picture = { id: "loaf", heading: "Loaf", image: "A loaf", alt: "A loaf of bread" };
  const folder = makeFolder(
    jobFiles({
      job: { output: { formats: ["text", "markdown"] } },
      articles: { bread: [...blocks, picture] },
    }),
  );
  const file = join(folder, "output/bread/article.txt");
  const job = join(folder, "pipeline.yaml");
  const withFormat = (render: NonNullable<PreloOptions["formats"]>[string]["render"]) => ({
    job,
    sandbox: true,
    variables: {},
    formats: { text: { file: "article.txt", mediaType: "text/plain", render } },
  });
  const options = withFormat(async (document, { page }) => {
    const whole = await page("markdown");
    const sections = document.sections.map(
      ({ id, kind, heading, markdown, pictures }) =>
        `${id} ${kind} ${heading}: ${whole.includes(markdown)} ${pictures[0]?.alt ?? "-"}`,
    );
    const files = document.pictures.flatMap(({ variants }) => variants.map((each) => each.file));
    return [document.title, document.language, ...sections, ...files, document.markdown].join("\n");
  });
  const { articles } = await build(options);
  expect(articles).toMatchObject([{ status: "published", pages: ["article.txt", "article.md"] }]);
  const [title, language, why, loaf, ...rest] = readFileSync(file, "utf8").split("\n");
  expect([title, language]).toEqual(["About bread", "en"]);
  expect(why).toBe("why markdown Why: true -");
  expect(loaf).toBe("loaf gallery Loaf: true A loaf of bread");
  const pictures = rest.slice(0, rest.indexOf("# About bread"));
  expect(pictures.map((name) => existsSync(join(folder, "output/bread", name)))).toEqual([
    true,
    true,
  ]);

  expect((await build(options)).articles).toMatchObject([{ status: "unchanged" }]);
  expect(await check(options)).toEqual([]);
  const other = withFormat(({ title: only }) => only);
  expect(await check(other)).toMatchObject([{ code: "OUTPUT_STALE" }]);
  expect((await build(other)).articles).toMatchObject([{ status: "published", asked: 0 }]);
  expect(readFileSync(file, "utf8")).toBe("About bread");

  const throws = withFormat(() => {
    throw new RangeError("no such template");
  });
  const failures = [];
  for (const each of [withFormat(() => makeKey()), throws, withFormat(() => 5 as never)]) {
    const built = await build(each);
    failures.push(...built.articles.flatMap((article) => article.failures));
  }
  expect(failures.map(({ error }) => [error.code, error.message.split("\n")[0]])).toEqual([
    ["LEAK_FOUND", expect.stringContaining("secret")],
    ["PAGE_INVALID", "the format text failed to set the page (RangeError)"],
    ["PAGE_INVALID", "the format text gave number, not a string"],
  ]);
  expect(failures[1]?.error.cause).toBeInstanceOf(RangeError);
  expect(readFileSync(file, "utf8")).toBe("About bread");

  // Without the program that has the format, the page goes with the next build.
  await build({ job, sandbox: true, variables: {}, output: { formats: ["html"] } });
  expect([existsSync(file), existsSync(join(folder, "output/bread/article.html"))]).toEqual([
    false,
    true,
  ]);
});

test("a signal, and a listener that fails, stop the build as Ctrl-C does: what is under way is kept", async () => {
  const provider = await startProvider((call) => textReply(call, textFor(promptOf(call))));
  const [a, b, c] = ["one", "two", "three"].map((id) => [
    { id, heading: id, prompt: `Why ${id}?` },
  ]);
  const folder = makeFolder(jobFiles({ articles: { a: a!, b: b!, c: c! } }));
  const { variables } = provider;
  const options: PreloOptions = { job: join(folder, "pipeline.yaml"), variables, concurrency: 1 };
  const controller = new AbortController();
  const stopped = await build({
    ...options,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === "asked") {
        controller.abort();
      }
    },
  });
  expect(stopped.stoppedBy).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  expect(stopped.articles.filter(({ status }) => status === "published")).toHaveLength(1);
  expect(provider.calls).toHaveLength(1);

  const failing = build({
    ...options,
    onEvent: ({ type }) => {
      if (type === "asked") {
        throw new RangeError("mine");
      }
    },
  });
  await expect(failing).rejects.toThrow(new RangeError("mine"));
  expect(provider.calls).toHaveLength(2);
  await expect(plan({ ...options, signal: controller.signal })).rejects.toMatchObject({
    code: "INTERRUPTED",
  });

  const { articles } = await build({ ...options, signal: new AbortController().signal });
  expect(articles.map(({ status }) => status).toSorted()).toEqual([
    "published",
    "unchanged",
    "unchanged",
  ]);
  expect(provider.calls).toHaveLength(3);
});
