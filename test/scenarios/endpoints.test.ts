import { expect, test } from "vitest";
import { listFiles, makeJob, readText } from "./support/folder.ts";
import { start } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, linkReply, pictureFor, textFor } from "./support/replies.ts";

const oneText = [{ id: "one", prompt: "Say one." }];

test.concurrent.for([
  ["responses", {}, "/v1/responses", { input: "Say one.", max_output_tokens: 77 }],
  [
    "chat",
    {},
    "/v1/chat/completions",
    { messages: [{ role: "user", content: "Say one." }], max_completion_tokens: 77 },
  ],
  [
    "chat",
    { max_tokens_field: "max_tokens" },
    "/v1/chat/completions",
    { messages: [{ role: "user", content: "Say one." }], max_tokens: 77 },
  ],
  ["completions", {}, "/v1/completions", { prompt: "Say one.", max_tokens: 77 }],
] as const)("%s %j sends just what the API wants to %s", async ([endpoint, over, path, body]) => {
  const provider = await startProvider();
  const folder = makeJob({
    job: {
      providers: { local: { base_url: `${provider.origin}/v1`, ...over } },
      text: { provider: "local", endpoint, model: "m-1", max_output_tokens: 77 },
    },
    articles: { a: oneText },
  });
  expect(await prelo(folder, ["build"])).toMatchObject({ code: 0 });
  expect(provider.calls.map((call) => [call.path, call.authorization, call.body])).toEqual([
    [path, undefined, { model: "m-1", ...body }],
  ]);
  expect(readText(folder, "output/a/article.md")).toContain(textFor("Say one."));
});

test.concurrent.for([
  [
    "chat",
    "/v1/chat/completions",
    { messages: [{ role: "user", content: "A house" }], modalities: ["image", "text"] },
  ],
  [
    "responses",
    "/v1/responses",
    {
      input: "A house",
      tools: [{ type: "image_generation", size: "256x256" }],
      tool_choice: { type: "image_generation" },
    },
  ],
] as const)(
  "pictures through %s, one a request, are recorded, and asked for once",
  async (given) => {
    const [endpoint, path, body] = given;
    let drawn = 0;
    const provider = await startProvider(async () => {
      drawn += 1;
      const result = (await pictureFor("A house", drawn)).toString("base64");
      const image_url = { url: `data:image/png;base64,${result}` };
      const message = { content: "Here it is.", images: [{ image_url }] };
      const output = [{ type: "image_generation_call", status: "completed", result }];
      const usage = { input_tokens: 5, output_tokens: 7 };
      return { json: endpoint === "chat" ? { choices: [{ message }] } : { output, usage } };
    });
    const image =
      endpoint === "chat" ? { model: "m-1", endpoint, size: null } : { model: "m-1", endpoint };
    const { size, ...rest } = { size: "256x256", ...image };
    const folder = makeJob({
      job: { image: size === null ? rest : { ...rest, size }, images: { formats: ["jpeg"] } },
      articles: {
        a: [
          { id: "pic", image: "A house", alt: "A house", n: 3 },
          { request: "pic", languages: ["curl"] },
        ],
      },
    });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls.map((call) => [call.path, call.body])).toEqual(
      Array.from({ length: 3 }, () => [path, { model: "m-1", ...body }]),
    );
    const record = readText(folder, "answers/a/pic.yaml");
    expect(record).toContain(`endpoint: ${endpoint}`);
    expect(listFiles(folder, "answers/a").filter((file) => file.endsWith(".png"))).toHaveLength(3);
    expect(readText(folder, "output/a/article.md")).toContain(path.slice(3));
    // Nothing is asked again.
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    expect(provider.calls).toHaveLength(3);
    expect(await prelo(folder, ["build", "--sandbox"], {})).toMatchObject({ code: 0 });
  },
);

test.concurrent("23 pictures take three requests, as base64 and as links, and all come home", async () => {
  const pictures = [{ id: "pic", image: "A house", alt: "A house", n: 23 }];
  for (const asLinks of [false, true]) {
    const provider = await startProvider((call) =>
      asLinks && call.path.endsWith("/generations") ? linkReply(call) : answerAll(call),
    );
    const folder = makeJob({
      job: { images: { formats: ["jpeg"] } },
      articles: { a: pictures },
    });
    expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
    const asked = provider.calls.filter(({ method }) => method === "POST");
    const sizes = asked.map(({ body }) => Number(body["n"]));
    expect(sizes.toSorted((a, b) => b - a)).toEqual([10, 10, 3]);
    expect(provider.calls.length - asked.length).toBe(asLinks ? 23 : 0);
    const originals = listFiles(folder, "answers/a").filter((name) => name.endsWith(".png"));
    expect(originals).toHaveLength(23);
    expect(readText(folder, "output/a/article.md")).not.toContain("http");
    expect(readText(folder, "answers/a/pic.yaml")).not.toContain("http");
  }
});

test.concurrent("a link to another loopback port is refused, direct or by a redirect", async () => {
  const inner = await startProvider();
  const pictures = [{ id: "pic", image: "A house", alt: "A house" }];
  const direct = await startProvider((call) => linkReply(call, inner.origin));
  const redirecting = await startProvider((call) =>
    call.method === "GET"
      ? { status: 302, headers: { location: inner.origin + call.path }, json: {} }
      : linkReply(call),
  );
  for (const provider of [direct, redirecting]) {
    const folder = makeJob({ articles: { a: pictures } });
    const build = await prelo(folder, ["build"], provider.variables);
    expect(build.code).toBe(1);
    expect(build.stderr).toMatch(/prompts\/a\.yaml:\d+:\d+ error DOWNLOAD_BLOCKED/);
    expect(build.stderr).not.toContain("sig=");
    expect(inner.calls).toEqual([]);
    expect(listFiles(folder, "output")).toEqual([]);
  }
});

test("the program's own sandbox command serves a job, links and all", async () => {
  const folder = makeJob({
    articles: { a: [...oneText, { id: "pic", image: "A tree", alt: "A tree", n: 2 }] },
  });
  const sandbox = start(folder, ["sandbox", "--port", "0", "--image-reply", "url"]);
  await expect.poll(() => sandbox.printed(), { timeout: 20_000 }).toMatch(/http:\S+\/v1/);
  const url = /http:\S+\/v1/.exec(sandbox.printed())?.[0] ?? "";
  const build = await prelo(folder, ["build"], {
    OPENAI_API_KEY: "made-up-for-this-test",
    OPENAI_BASE_URL: url,
  });
  expect(build).toMatchObject({ code: 0 });
  expect(listFiles(folder, "answers/a")).toEqual([
    "answers/a/one.md",
    "answers/a/pic-1.png",
    "answers/a/pic-2.png",
    "answers/a/pic.yaml",
  ]);
  sandbox.kill("SIGINT");
  expect((await sandbox.finished).code).toBe(0);
});
