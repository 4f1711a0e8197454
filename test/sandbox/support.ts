import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

/** Starts a sandbox that ends with the test. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Sends a JSON body (or a string as it is). */
export function post(sandbox: Sandbox, path: string, body: unknown): Promise<Response> {
  return fetch(sandbox.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export interface ImagesBody {
  readonly data: readonly { readonly url?: string; readonly b64_json?: string }[];
}

export interface ResponsesBody {
  readonly status: string;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly model: string;
  readonly output: readonly {
    readonly type: string;
    readonly content?: readonly { readonly text: string }[];
  }[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

export async function readJson<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** The text that a /responses reply holds. */
export function readText(body: ResponsesBody): string {
  return body.output
    .flatMap((item) => item.content ?? [])
    .map((part) => part.text)
    .join("");
}

/** Asks /responses, and gives the answer's text. */
export async function ask(
  sandbox: Sandbox,
  input: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await post(sandbox, "/responses", { model: "any-model", input, ...more });
  return readText(await readJson<ResponsesBody>(response));
}

/** Asks a model that sends links for images, and gives the links. */
export async function askLinks(
  sandbox: Sandbox,
  body: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const response = await post(sandbox, "/images/generations", { model: "any-painter", ...body });
  const { data } = await readJson<ImagesBody>(response);
  return data.map(({ url }) => url ?? "");
}

export async function download(url: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
