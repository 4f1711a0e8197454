import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SampleLanguage } from "../../src/job/types.ts";
import { hasCommand } from "./has-command.ts";
import { findPython } from "./python.ts";

const run = promisify(execFile);

const standIn = "a stand-in takes its place";
const withRequests = findPython("requests", standIn);
const withOpenai = findPython("openai", standIn);
const anyPython = findPython("json");

const hasShellTools = hasCommand("curl") && hasCommand("jq");

/** The same of samples that send a form, which no stand-in can. */
export const missingForForms: Readonly<Record<SampleLanguage, boolean>> = {
  python: withRequests === undefined,
  "openai-python": withOpenai === undefined,
  curl: !hasShellTools,
  typescript: false,
};

/** Which samples cannot be run on this machine. */
export const missing: Readonly<Record<SampleLanguage, boolean>> = {
  python: anyPython === undefined,
  "openai-python": anyPython === undefined,
  curl: !hasShellTools,
  typescript: false,
};

const commands: Readonly<Record<SampleLanguage, readonly [string, string]>> = {
  python: [withRequests ?? anyPython ?? "python3", "sample.py"],
  "openai-python": [withOpenai ?? anyPython ?? "python3", "sample.py"],
  curl: ["bash", "sample.sh"],
  typescript: ["node", "sample.mjs"],
};

/** Stands in for OpenAI's package where that is not installed: it sends what the real one would. */
const openaiModule = `import json, urllib.parse, urllib.request
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
        query = urllib.parse.urlencode(self.client.get("default_query") or {})
        address = self.client["base_url"] + self.path + ("?" + query if query else "")
        request = urllib.request.Request(address, data, headers)
        reply = wrap(json.load(urllib.request.urlopen(request)))
        texts = [part.text for item in reply.output or [] for part in item.content or []]
        reply.output_text = "".join(texts)
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

/** Stands in for requests, in the same way. */
const requestsModule = `import json as writer, urllib.request
class Reply:
    def __init__(self, content):
        self.content = content
    def raise_for_status(self):
        pass
    def json(self):
        return writer.loads(self.content)
def post(url, headers=None, json=None, timeout=None):
    headers = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, writer.dumps(json).encode(), headers)
    return Reply(urllib.request.urlopen(request, timeout=timeout).read())
def get(url, timeout=None):
    return Reply(urllib.request.urlopen(url, timeout=timeout).read())
`;

export interface SampleRun {
  readonly printed: string;
  /** The pictures that it saved, in their order. */
  readonly files: readonly Buffer[];
}

/**
 * Runs a sample in a folder of its own, with nothing in the environment but what is given.
 * @param beside files that lie there
 */
export async function runSample(
  code: string,
  language: SampleLanguage,
  variables: Readonly<Record<string, string>>,
  beside: Readonly<Record<string, Uint8Array>> = {},
): Promise<SampleRun> {
  const folder = await mkdtemp(join(tmpdir(), "sample-"));
  try {
    const [command, file] = commands[language];
    await writeFile(join(folder, file), code);
    for (const [name, bytes] of Object.entries(beside)) {
      await writeFile(join(folder, name), bytes);
    }
    if (language === "openai-python" && withOpenai === undefined) {
      await writeFile(join(folder, "openai.py"), openaiModule);
    }
    if (language === "python" && withRequests === undefined) {
      await writeFile(join(folder, "requests.py"), requestsModule);
    }
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      PYTHONIOENCODING: "utf-8",
      PYTHONDONTWRITEBYTECODE: "1",
      ...variables,
    };
    const { stdout } = await run(command, [file], { cwd: folder, env });
    const names = (await readdir(folder)).filter((name) => /^image-\d+\.[a-z]+$/.test(name));
    const files = names.toSorted().map((name) => readFile(join(folder, name)));
    return { printed: stdout, files: await Promise.all(files) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
