import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/answers/types.ts";
import { renderRequestSample, type SampleRequest } from "../../src/article/code-samples.ts";
import type { JsonObject, SampleLanguage } from "../../src/job/types.ts";

const run = promisify(execFile);
const key = `sk-test-${Math.random()}`;
const nasty =
  "aspas \" ' ` crase, $HOME ${HOME} $(id) \\n \\\\ %s {x}\nlinha\r\n\tJSON\nJSON\n'''\n\"\"\"\n👍 ação 中文 \u2028\u202E\u0001\u007F </script> <!-- # !";
const extra: JsonObject = {
  model: "m-1",
  "chave estranha": [null, true, false, 0.5, -1e21, [], {}, { b: nasty }],
  __proto__x: 1,
  ["__proto__"]: { polluted: true },
  None: null,
};
const bodies: Readonly<Record<Endpoint, JsonObject>> = {
  responses: { ...extra, input: nasty, max_output_tokens: 16 },
  chat: { ...extra, messages: [{ role: "user", content: nasty }] },
  completions: { ...extra, prompt: nasty, max_tokens: 16 },
  images: { ...extra, prompt: nasty, n: 2, output_format: "webp" },
};
const picture = Buffer.from([0, 1, 2, 250, 255]);

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let origin: string;
let received: Received[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method === "GET") return response.end(picture);
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ path: request.url, headers: request.headers, body });
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify(replyTo(request.url ?? "")));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

function replyTo(path: string): JsonObject {
  if (path.endsWith("/images/generations")) {
    return {
      data: [{ b64_json: picture.toString("base64") }, { url: `${origin}/x.webp?a=1&b='c'` }],
    };
  }
  if (path.endsWith("/responses")) {
    const content = [{ type: "output_text", text: "olá ação" }];
    return { output: [{ type: "reasoning" }, { type: "message", content }] };
  }
  return { choices: [{ text: "\n\nolá ação", message: { content: "olá ação" } }] };
}

const commands: Readonly<Record<SampleLanguage, readonly [string, string]>> = {
  python: ["python3", "sample.py"],
  "openai-python": ["python3", "sample.py"],
  curl: ["bash", "sample.sh"],
  typescript: ["node", "sample.mjs"],
};

async function isMissing(command: string, ...args: readonly string[]): Promise<boolean> {
  return run(command, [...args]).then(
    () => false,
    () => true,
  );
}

const missing: Readonly<Record<SampleLanguage, boolean>> = {
  python: await isMissing("python3", "-c", "import requests"),
  "openai-python": await isMissing("python3", "--version"),
  curl: (await isMissing("curl", "--version")) || (await isMissing("jq", "--version")),
  typescript: false,
};

/** A stand-in for the package: it sends what the real one would. */
const openaiModule = `import json, urllib.request
class Box:
    def __init__(self, value):
        for name, item in value.items():
            setattr(self, name, wrap(item))
    def __getattr__(self, name):
        return None
def wrap(item):
    if isinstance(item, dict):
        return Box(item)
    return [wrap(part) for part in item] if isinstance(item, list) else item
class Methods:
    def __init__(self, client, path):
        self.client, self.path = client, path
    def create(self, extra_body=None, **body):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self.client["api_key"]}
        headers.update(self.client.get("default_headers") or {})
        data = json.dumps({**body, **(extra_body or {})}).encode()
        request = urllib.request.Request(self.client["base_url"] + self.path, data, headers)
        reply = wrap(json.load(urllib.request.urlopen(request)))
        reply.output_text = reply.output and reply.output[1].content[0].text
        return reply
    generate = create
class OpenAI:
    def __init__(self, **client):
        self.responses = Methods(client, "/responses")
        self.completions = Methods(client, "/completions")
        self.images = Methods(client, "/images/generations")
        self.chat = Box({})
        self.chat.completions = Methods(client, "/chat/completions")
`;

/** Runs a sample in a folder of its own; gives what it printed and the files that it made. */
async function runSample(
  request: SampleRequest,
  language: SampleLanguage,
): Promise<{ printed: string; files: readonly Buffer[] }> {
  const folder = await mkdtemp(join(tmpdir(), "sample-"));
  try {
    const [command, file] = commands[language];
    await writeFile(join(folder, file), renderRequestSample(request, language).code);
    if (language === "openai-python") await writeFile(join(folder, "openai.py"), openaiModule);
    received = [];
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      CHAVE: key,
      PYTHONIOENCODING: "utf-8",
      PYTHONDONTWRITEBYTECODE: "1",
    };
    const { stdout } = await run(command, [file], { cwd: folder, env });
    const names = (await readdir(folder))
      .filter((name) => /^image-\d+\.webp$/.test(name))
      .toSorted();
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return { printed: stdout, files };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const languages = Object.keys(commands) as SampleLanguage[];

describe.each(languages)("a sample in %s", (language) => {
  test.skipIf(missing[language]).each(["responses", "chat", "completions"] as const)(
    "sends the very request to %s and prints the answer",
    async (endpoint) => {
      const body = bodies[endpoint];
      const request = { endpoint, baseUrl: `${origin}/it's/v1/`, apiKeyEnv: "CHAVE", body };
      const { printed } = await runSample(request, language);
      expect(received.map(({ path }) => path)).toEqual([
        `/it's/v1/${endpoint === "chat" ? "chat/completions" : endpoint}`,
      ]);
      expect(received[0]?.body).toEqual(body);
      expect(JSON.stringify(received[0]?.body)).toContain('"__proto__":{"polluted":true}');
      expect(received[0]?.headers.authorization).toBe(`Bearer ${key}`);
      expect(printed).toContain("olá ação");
    },
  );

  test.skipIf(missing[language])("saves pictures, from base64 and from links", async () => {
    const headers = { "x-extra": 'a\'b "c" $HOME' };
    const request = { endpoint: "images", baseUrl: origin, body: bodies.images, headers } as const;
    const { files } = await runSample(request, language);
    expect(received[0]?.body).toEqual(bodies.images);
    expect(received[0]?.headers["x-extra"]).toBe(headers["x-extra"]);
    expect(files).toEqual([picture, picture]);
  });

  test("holds no key, only the name of its variable", () => {
    const request = {
      endpoint: "chat",
      baseUrl: origin,
      apiKeyEnv: "CHAVE",
      body: bodies.chat,
    } as const;
    const { code, label } = renderRequestSample(request, language);
    expect(code).toContain("CHAVE");
    expect(code).not.toContain(key);
    expect(label).not.toBe("");
  });

  test("shows no invisible or deceptive character", () => {
    const request = { endpoint: "chat", baseUrl: origin, body: bodies.chat } as const;
    expect(renderRequestSample(request, language).code).not.toMatch(/(?!\n)\p{Cc}|[\u2028\u202E]/u);
  });
});

test.skipIf(missing.python)("no Authorization is sent where the server wants no key", async () => {
  for (const language of ["python", "curl", "typescript"] as const) {
    if (missing[language]) continue;
    await runSample({ endpoint: "chat", baseUrl: origin, body: bodies.chat }, language);
    expect(received[0]?.headers.authorization).toBeUndefined();
  }
});
