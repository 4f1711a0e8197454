import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { explainResponsesBody, isPublishedHere, loadPublished } from "../support/published.ts";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

/** The smallest PDF that is one. */
const pdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

function hash(content: string | Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** A photo that says where it was taken. */
function makePhoto(): Promise<Buffer> {
  return sharp({ create: { width: 40, height: 30, channels: 3, background: "#a34" } })
    .jpeg()
    .withExif({ IFD0: { Copyright: "Somewhere street 7" }, IFD3: { GPSLatitudeRef: "N" } })
    .toBuffer();
}

function writeBinary(folder: string, name: string, bytes: Buffer): void {
  mkdirSync(join(folder, "prompts"), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

/** What the published description says against two bodies; nothing where it is not at hand. */
function explain(toResponses: object, toChat: object): readonly string[] {
  if (!isPublishedHere) {
    return [];
  }
  const published = loadPublished("draft-07");
  return [
    explainResponsesBody(published, toResponses),
    published.explain("CreateChatCompletionRequest", toChat),
  ].filter((problem) => problem !== "");
}

const answered = (call: Parameters<typeof textReply>[0]) => textReply(call, "A plain answer.");
type Part = Readonly<Record<string, unknown>>;
type Message = { readonly role: string; readonly content: string | readonly Part[] };

test.concurrent("files go along by the API's own parts, and are recorded by name and hash", async () => {
  const provider = await startProvider(answered);
  const attach = ["report.pdf", "photo.jpg", "notes.md"];
  const folder = makeJob({
    job: { prices: { "test-text": { input: 1, output: 1 } } },
    articles: {
      a: [
        { id: "read", question: "What does it say?", attach },
        { id: "chat", prompt: "And here?", attach, text: { endpoint: "chat" } },
        { id: "old", prompt: "Old?", attach: "notes.md", text: { endpoint: "completions" } },
        { request: "read", languages: ["python", "curl", "typescript"] },
      ],
    },
  });
  const photo = await makePhoto();
  writeBinary(folder, "photo.jpg", photo);
  writeFiles(folder, { "prompts/report.pdf": pdf, "prompts/notes.md": "# Notes\r\nA note.\r\n" });
  const plan = await prelo(folder, ["plan", "--json"], provider.variables);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    total: { unbounded: ["a/read", "a/chat"], max_cost_usd: null },
  });
  expect(provider.calls).toHaveLength(0);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });

  const bodyOf = (path: string) => provider.calls.find((call) => call.path.endsWith(path))!.body;
  const [{ content }] = bodyOf("/responses")["input"] as [Message];
  const [file, picture, text, asked] = content as [Part, Part, Part, Part];
  expect(file).toEqual({
    type: "input_file",
    filename: "report.pdf",
    file_data: `data:application/pdf;base64,${Buffer.from(pdf).toString("base64")}`,
  });
  expect(picture).toMatchObject({ type: "input_image", detail: "auto" });
  expect(text).toEqual({ type: "input_text", text: "notes.md\n\n# Notes\nA note.\n" });
  expect(asked).toEqual({ type: "input_text", text: "What does it say?" });
  const sent = Buffer.from(String(picture["image_url"]).replace(/^[^,]*,/, ""), "base64");
  expect(await sharp(sent).metadata()).toMatchObject({ width: 40, height: 30 });
  expect(sent.includes("Somewhere")).toBe(false);
  expect((await sharp(sent).metadata()).exif).toBeUndefined();
  expect((bodyOf("/chat/completions")["messages"] as Message[])[0]?.content).toMatchObject([
    { type: "file", file: { filename: "report.pdf", file_data: file["file_data"] } },
    { type: "image_url", image_url: { url: picture["image_url"], detail: "auto" } },
    { type: "text", text: "notes.md\n\n# Notes\nA note.\n" },
    { type: "text", text: "And here?" },
  ]);
  const legacy = provider.calls.find(({ path }) => path === "/v1/completions")!;
  expect(legacy.body["prompt"]).toBe("notes.md\n\n# Notes\nA note.\n\n\nOld?");
  expect(explain(bodyOf("/responses"), bodyOf("/chat/completions"))).toEqual([]);

  const record = readText(folder, "answers/a/read.md");
  expect(record).toContain(`attached:
  prompts/report.pdf: ${hash(pdf)}
  photo.jpg: ${hash(photo)}
  prompts/notes.md: ${hash("# Notes\nA note.\n")}
`);
  expect(record).not.toMatch(/base64|A note/);
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain('open("report.pdf", "rb")');
  expect(page).toContain('"notes.md\\n\\n" + open("notes.md", encoding="utf-8").read()');
  expect(page).toContain("--rawfile file3 'notes.md'");

  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  writeFiles(folder, { "prompts/notes.md": "# Notes\nA note.\n" });
  expect((await prelo(folder, ["check"])).code).toBe(0);
  writeFiles(folder, { "prompts/notes.md": "# Notes\nAnother.\n" });
  const stale = await prelo(folder, ["plan", "--json"], provider.variables);
  const reasons = (
    JSON.parse(stale.stdout) as { articles: { blocks: Part[] }[] }
  ).articles[0]!.blocks.map(({ reasons: why }) => why);
  expect(reasons).toEqual(Array.from({ length: 3 }, () => ["prompts/notes.md changed"]));
  expect(provider.calls).toHaveLength(3);
});

test.concurrent("what cannot go along is an error at its line, and nothing is sent", async () => {
  const key = `sk-test-${hash("x").slice(7, 47)}1aB`;
  const names = [
    "none.pdf",
    "prompts",
    "empty.txt",
    "photo.png",
    "text.pdf",
    "scan.tiff",
    "secret.md",
    "../../outside.md",
    "binary.bin",
    "twice.md",
    "twice.md",
    "article:nobody",
    "article:not a name",
  ];
  const folder = makeJob({
    articles: {
      a: [
        { id: "one", prompt: "Read.", attach: names },
        { id: "two", prompt: "Look.", attach: "ok.jpg", text: { endpoint: "completions" } },
        { id: "three", prompt: "Go on.", follows: "nobody" },
        { id: "four", prompt: "Go on.", follows: "five" },
        { id: "five", prompt: "Go on.", follows: "four" },
        { id: "eight", prompt: "Wait.", attach: "article:nobody" },
        { id: "seven", prompt: "Wait.", attach: "article:b" },
        { id: "six", prompt: "Go on.", follows: "one", text: { endpoint: "completions" } },
      ],
      b: [{ prompt: "Wait.", attach: "article:a" }],
    },
  });
  writeFiles(folder, {
    "empty.txt": " \n",
    "text.pdf": "A text.",
    "secret.md": `One\nThe key is ${key}\n`,
    "twice.md": "Twice",
  });
  writeBinary(folder, "photo.png", await makePhoto());
  writeBinary(folder, "ok.jpg", await makePhoto());
  writeBinary(folder, "scan.tiff", Buffer.from("II*\0\0\0\0\0"));
  writeBinary(folder, "binary.bin", Buffer.from([1, 2, 3, 255, 254]));
  const { code, stderr } = await prelo(folder, ["build", "--sandbox"]);
  expect(code).toBe(2);
  for (const words of [
    "There is no file none.pdf.",
    "prompts is a folder, not a file.",
    "empty.txt is empty.",
    "photo.png is a JPEG, not a PNG.",
    "text.pdf is not a PDF.",
    "scan.tiff is a TIFF, not a text in UTF-8.",
    "secret.md:2:1",
    "This leads out of the job's folder.",
    "binary.bin is not a text in UTF-8.",
    "`attach` names twice.md twice.",
    "`article:not a name` names no article.",
    "These articles wait for one another in a circle: a → b → a.",
    "The job has no article `nobody`.",
    "ok.jpg is a picture, which the endpoint completions cannot take.",
    "No block of this article has the id `nobody`.",
    "these answers use one another in a circle: four → five → four",
    "`follows` makes a conversation, which the endpoint completions cannot hold.",
  ]) {
    expect(stderr).toContain(words);
  }
  expect(stderr).not.toContain(key);
});

test.concurrent("a block that follows another goes on with its conversation, over a chain", async () => {
  const provider = await startProvider((call) =>
    textReply(call, `Answer ${provider.calls.length}.`),
  );
  const examples = [{ user: "Bread?", assistant: "Flour and water." }];
  const blocks = [
    { id: "one", prompt: "Name a bread.", attach: "notes.md", examples },
    { id: "two", prompt: "Why that one?", follows: "one" },
    { id: "three", prompt: "In short?", follows: "two", text: { endpoint: "chat" } },
  ];
  const folder = makeJob({
    articles: { a: { title: "A", language: "en", system: "Be brief.", blocks } },
  });
  writeFiles(folder, { "notes.md": "Rye." });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const [one, two, three] = provider.calls.map(({ body }) => body);
  const first = [
    { role: "user", content: "Bread?" },
    { role: "assistant", content: "Flour and water." },
    {
      role: "user",
      content: [
        { type: "input_text", text: "notes.md\n\nRye." },
        { type: "input_text", text: "Name a bread." },
      ],
    },
  ];
  expect(one).toMatchObject({ instructions: "Be brief.", input: first });
  expect(two?.["input"]).toEqual([
    ...first,
    { role: "assistant", content: "Answer 1." },
    { role: "user", content: "Why that one?" },
  ]);
  expect((three!["messages"] as Message[]).map(({ role }) => role)).toEqual(
    "system user assistant user assistant user assistant user".split(" "),
  );
  expect(explain(two!, three!)).toEqual([]);
  const record = readText(folder, "answers/a/three.md");
  expect(record).toContain("{{ answers.one }}");
  expect(record).toContain("{{ answers.two }}");
  expect(record.slice(record.indexOf("<!-- request"))).not.toContain("Answer 1.");

  // Unchanged, it asks for nothing; an edit of the first makes stale what follows.
  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  const answer = readText(folder, "answers/a/one.md");
  writeFiles(folder, { "answers/a/one.md": answer.replace("Answer 1.", "Rye bread.") });
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/stale +two +answers\.one changed/);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(5);
  expect(JSON.stringify(provider.calls[3]?.body)).toContain("Rye bread.");
});

test.concurrent("the sandbox says what it got", async () => {
  const folder = makeJob({
    articles: {
      a: [
        { id: "one", prompt: "Read it.", attach: ["report.pdf", "photo.jpg", "notes.md"] },
        { id: "two", prompt: "And?", follows: "one", text: { endpoint: "chat" } },
      ],
    },
  });
  writeBinary(folder, "photo.jpg", await makePhoto());
  writeFiles(folder, { "report.pdf": pdf, "notes.md": "A note." });
  expect(await prelo(folder, ["build", "--sandbox"])).toMatchObject({ code: 0 });
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain(`- report.pdf (${pdf.length} bytes)`);
  expect(page).toContain("- notes.md (7 bytes)");
  expect(page).toMatch(/- JPEG \(\d+ bytes\)/);
  expect(page).toContain("Read it.");
});

test.concurrent("another article goes along with its text: it is asked first, and its change makes stale", async () => {
  const provider = await startProvider((call) =>
    textReply(call, `Answer ${provider.calls.length}.`),
  );
  const folder = makeJob({
    articles: {
      // By its name it would be the first.
      a: [{ id: "sum", prompt: "Sum it up.", attach: "article:z" }],
      z: [
        { markdown: "Flour and water." },
        { id: "why", question: "Why?", variants: 2 },
        { id: "aside", hidden: true, prompt: "An aside." },
        { image: "A loaf", alt: "A loaf" },
      ],
    },
  });
  const plan = await prelo(folder, ["plan"], provider.variables);
  expect(plan.stdout).toMatch(/missing +sum +article:z is asked first/);
  const alone = await prelo(folder, ["build", "--article", "a"], provider.variables);
  expect(alone.code).toBe(1);
  expect(alone.stderr).toContain("it attaches article:z, some of whose answers are missing");
  expect(provider.calls).toHaveLength(0);

  provider.script((call) =>
    call.path.includes("/images/")
      ? answerAll(call)
      : textReply(call, `Said ${provider.calls.length}.`),
  );
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const { body } = provider.calls.at(-1)!;
  const [{ content }] = body["input"] as [Message];
  const why = /Said \d\./.exec(readText(folder, "answers/z/why.md"))?.[0];
  expect(content).toEqual([
    {
      type: "input_text",
      text: `z.md\n\n# About z\n\nFlour and water.\n\n## Why?\n\n${why}\n`,
    },
    { type: "input_text", text: "Sum it up." },
  ]);
  expect(readText(folder, "answers/a/sum.md")).toMatch(/attached:\n {2}"?article:z"?: sha256:/);
  const calls = provider.calls.length;
  expect((await prelo(folder, ["build", "--frozen"])).code).toBe(0);
  const answer = readText(folder, "answers/z/why.md");
  writeFiles(folder, { "answers/z/why.md": answer.replace(/Said \d\./, "Since it is bread.") });
  const stale = await prelo(folder, ["plan"], provider.variables);
  expect(stale.stdout).toMatch(/stale +sum +article:z changed/);
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(provider.calls).toHaveLength(calls + 1);

  // Of several answers, the one that is published goes along.
  const other = readText(folder, "answers/z/why.2.md");
  writeFiles(folder, { "answers/z/why.2.md": other.replace("---\n", "---\nchosen: true\n") });
  const chosen = await prelo(folder, ["plan"], provider.variables);
  expect(chosen.stdout).toMatch(/stale +sum +article:z changed/);
});
