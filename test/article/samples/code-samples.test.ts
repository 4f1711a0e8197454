import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "../../../src/answers/types.ts";
import {
  renderRequestSample,
  type SampleRequest,
} from "../../../src/article/samples/code-samples.ts";
import { type JsonObject, type SampleLanguage, sampleLanguages } from "../../../src/job/types.ts";
import { makeFolder } from "../../support/folders.ts";
import { makeKey } from "../../support/keys.ts";
import { missing, missingForForms, runSample, type SampleRun } from "../../support/run-sample.ts";

const root = join(import.meta.dirname, "../../..");
const key = makeKey();
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
      if (request.method === "GET") {
        return response.end(picture);
      }
      const bytes = Buffer.concat(chunks);
      const isForm = request.headers["content-type"]?.startsWith("multipart/form-data");
      const body: unknown = isForm ? bytes.toString("latin1") : JSON.parse(bytes.toString());
      received.push({ path: request.url, headers: request.headers, body });
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify(replyTo((request.url ?? "").replace(/\?.*/, ""))));
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
  if (path.startsWith("/refuses/")) {
    return { error: { message: "no such model" } };
  }
  const data = `data:image/png;base64,${picture.toString("base64")}`;
  if (path === "/draws/chat/completions") {
    const images = [{ image_url: { url: data } }, { image_url: { url: `${origin}/x.png` } }];
    return { choices: [{ message: { content: "Here.", images } }] };
  }
  if (path === "/draws/responses") {
    const call = { type: "image_generation_call", result: picture.toString("base64") };
    return { output: [{ type: "reasoning" }, call, call] };
  }
  if (/\/images\/(?:generations|edits)$/.test(path)) {
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

/** Writes a sample and runs it. */
function runRequest(request: SampleRequest, language: SampleLanguage): Promise<SampleRun> {
  received = [];
  const beside = { "style.png": picture, "mask.png": Buffer.from([255, 7]) };
  return runSample(renderRequestSample(request, language).code, language, { CHAVE: key }, beside);
}

describe.each(sampleLanguages)("a sample in %s", (language) => {
  test.skipIf(missing[language]).each(["responses", "chat", "completions"] as const)(
    "sends the very request to %s and prints the answer",
    async (endpoint) => {
      const body = bodies[endpoint];
      const request = { endpoint, baseUrl: `${origin}/it's/v1/`, apiKeyEnv: "CHAVE", body };
      const { printed } = await runRequest(request, language);
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
    const headers = { "x-extra": 'a\'b "c" $HOME', "x-empty": "" };
    const request = { endpoint: "images", baseUrl: origin, body: bodies.images, headers } as const;
    const { files } = await runRequest(request, language);
    expect(received[0]?.body).toEqual(bodies.images);
    expect(received[0]?.headers).toMatchObject(headers);
    expect(files).toEqual([picture, picture]);
  });

  test.skipIf(missing[language])(
    "sends a key and a second secret in headers of their own, and a query",
    async () => {
      const secretHeaders = { "x-second": "CHAVE" };
      const headers = { "x-plain": "one" };
      const query = { "api-version": "2024-10-21", b: "a b&c" };
      const common = { endpoint: "responses", baseUrl: origin, apiKeyEnv: "CHAVE" } as const;
      const own = { authHeader: "api-key", secretHeaders, headers, query };
      await runRequest({ ...common, ...own, body: bodies.responses }, language);
      expect(received[0]?.headers).toMatchObject({ "api-key": key, "x-second": key, ...headers });
      const address = new URL(received[0]?.path ?? "", origin);
      expect(Object.fromEntries(address.searchParams)).toEqual(query);
      expect(received[0]?.body).toEqual(bodies.responses);
    },
  );

  // The package gives a field that it does not know as a plain dict; what stands in for it does not.
  const drawing = language === "openai-python" ? ["responses"] : ["responses", "chat"];
  test.skipIf(missing[language]).each(drawing as ("responses" | "chat")[])(
    "saves pictures that come through %s",
    async (endpoint) => {
      const body = bodies[endpoint];
      const request = { endpoint, isImage: true, baseUrl: `${origin}/draws`, body };
      const { files } = await runRequest(request, language);
      expect(received[0]?.body).toEqual(body);
      expect(files).toEqual([picture, picture]);
    },
  );

  const given = [
    { sha256: "sha256:1", file: "style.png", mediaType: "image/png" },
    { sha256: "sha256:2", file: "mask.png", mediaType: "image/png" },
  ];
  test.skipIf(missingForForms[language])(
    "sends pictures along as the files of a form",
    async () => {
      const body = {
        model: "m-1",
        prompt: 'it\'s "so"',
        n: 2,
        image: ["sha256:1"],
        mask: "sha256:2",
      };
      const request = { endpoint: "images", baseUrl: origin, body, given } as const;
      const { files } = await runRequest(request, language);
      expect(received.map(({ path }) => path)).toEqual(["/images/edits"]);
      const form = String(received[0]?.body);
      for (const part of [
        `name="prompt"\r\n\r\n${body.prompt}\r\n`,
        `name="n"\r\n\r\n2\r\n`,
        `name="image[]"; filename="style.png"`,
        `\r\n\r\n${picture.toString("latin1")}\r\n`,
        `name="mask"; filename="mask.png"`,
      ]) {
        expect(form).toContain(part);
      }
      expect(files).toEqual([picture, picture]);
    },
  );

  test.skipIf(missing[language])("sends pictures along within JSON", async () => {
    const content = [
      { type: "input_text", text: nasty },
      { type: "input_image", image_url: "sha256:1" },
    ];
    const body = { model: "m-1", input: [{ role: "user", content }] };
    const request = { endpoint: "responses", isImage: true, baseUrl: `${origin}/draws` } as const;
    const { files } = await runRequest({ ...request, body, given }, language);
    const image_url = `data:image/png;base64,${picture.toString("base64")}`;
    expect(received[0]?.body).toEqual({
      ...body,
      input: [{ role: "user", content: [content[0], { ...content[1], image_url }] }],
    });
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
    if (missing[language]) {
      continue;
    }
    await runRequest({ endpoint: "chat", baseUrl: origin, body: bodies.chat }, language);
    expect(received[0]?.headers.authorization).toBeUndefined();
  }
});

test.skipIf(missing.curl)(
  "an answer that is none is shown whole by curl, for it says why",
  async () => {
    for (const endpoint of ["responses", "chat", "completions"] as const) {
      const request = { endpoint, baseUrl: `${origin}/refuses`, body: bodies[endpoint] };
      const { printed } = await runRequest(request, "curl");
      expect(printed).toContain("no such model");
    }
  },
);

test.skipIf(missing.curl)("an address and a header are sent as they stand", async () => {
  const headers = { "x-name": "José's \\ café" };
  const baseUrl = `${origin}/{a,b}/[1-2]`;
  for (const language of ["curl", "typescript", "python"] as const) {
    if (missing[language]) {
      continue;
    }
    await runRequest({ endpoint: "chat", baseUrl, body: bodies.chat, headers }, language);
    expect(received).toHaveLength(1);
    expect(decodeURIComponent(received[0]?.path ?? "")).toBe("/{a,b}/[1-2]/chat/completions");
    expect(received[0]?.headers["x-name"]).toBe(headers["x-name"]);
  }
});

test.each([["es2023"], ["es2023", "dom"]])(
  "TypeScript accepts its samples, strictly, with %j",
  async (...lib) => {
    const folder = await makeFolder();
    for (const endpoint of Object.keys(bodies) as Endpoint[]) {
      const request = { endpoint, baseUrl: origin, apiKeyEnv: "CHAVE", body: bodies[endpoint] };
      const { code } = renderRequestSample(request, "typescript");
      await writeFile(join(folder, `${endpoint}.mts`), code);
      const drawing = renderRequestSample({ ...request, isImage: true }, "typescript");
      await writeFile(join(folder, `${endpoint}-drawing.mts`), drawing.code);
      const given = [{ sha256: "sha256:1", file: "a.png", mediaType: "image/png" }];
      const body = { prompt: "x", image: ["sha256:1"] };
      const giving = renderRequestSample({ ...request, isImage: true, body, given }, "typescript");
      await writeFile(join(folder, `${endpoint}-giving.mts`), giving.code);
    }
    const typeRoots = [join(root, "node_modules/@types")];
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: "es2023",
      module: "nodenext",
      skipLibCheck: true,
      lib,
      types: ["node"],
      typeRoots,
    };
    const project = join(folder, "tsconfig.json");
    await writeFile(project, JSON.stringify({ compilerOptions, include: ["*.mts"] }));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, "-p", project]).catch(
      (error: unknown) => ({ stdout: String(Reflect.get(Object(error), "stdout")) }),
    );
    expect(stdout).toBe("");
  },
);
