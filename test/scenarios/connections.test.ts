import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { listFiles, makeFolder, makeJob, readAll, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { pictureFor, textFor, textReply } from "./support/replies.ts";
import { hasCommand } from "../support/has-command.ts";

const articles = {
  a: [
    { id: "one", prompt: "Say one." },
    { request: "one", languages: ["curl", "python", "typescript"] },
  ],
};
const makeSecret = (): string => `sk-test-${randomBytes(16).toString("hex")}`;

test("a gateway with a key's header, a second secret and a query is asked, and shown without them", async () => {
  const provider = await startProvider();
  const [key, token] = [makeSecret(), makeSecret()];
  const gateway = {
    base_url: `${provider.origin}/v1`,
    api_key_env: "GATEWAY",
    auth: { header: "api-key" },
    secret_headers: { "cf-aig-authorization": "CF_AIG" },
    query: { "api-version": "2024-10-21" },
  };
  const job = { providers: { gateway }, text: { provider: "gateway", model: "m" } };
  const folder = makeJob({ articles, job });
  const without = await prelo(folder, ["build"], { GATEWAY: key, CI: "true" });
  expect(without).toMatchObject({ code: 1 });
  expect(without.stderr).toContain("KEY_MISSING");
  expect(without.stderr).toContain("CF_AIG is not set, so gateway cannot be asked");
  const variables = { GATEWAY: key, CF_AIG: token };
  expect(await prelo(folder, ["build"], variables)).toMatchObject({ code: 0 });
  const [call] = provider.calls;
  expect(call?.headers).toMatchObject({ "api-key": key, "cf-aig-authorization": token });
  expect(call?.headers).not.toHaveProperty("authorization");
  expect(call?.url).toBe("/v1/responses?api-version=2024-10-21");
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("$CF_AIG");
  expect(readAll(folder)).not.toContain(token);
  // None of it is a part of what was asked.
  const plain = { base_url: `${provider.origin}/v1` };
  const other = makeJob({ articles, job: { ...job, providers: { gateway: plain } } });
  writeFiles(
    other,
    Object.fromEntries(listFiles(folder, "answers").map((file) => [file, readText(folder, file)])),
  );
  expect(await prelo(other, ["build", "--frozen"])).toMatchObject({ code: 0 });
});

test.each(["?api-version=1", "#part"])("OPENAI_BASE_URL ending in %s is refused", async (end) => {
  const secret = makeSecret();
  const provider = await startProvider();
  const url = `${provider.origin}/v1${end}${secret}`;
  const folder = makeJob({ articles });
  const { code, stderr } = await prelo(folder, ["build"], {
    ...provider.variables,
    OPENAI_BASE_URL: url,
  });
  expect(code).toBe(1);
  expect(stderr).toContain("OPENAI_BASE_URL must not hold a `?` or a `#`");
  expect(stderr).not.toContain(secret);
  expect(provider.calls).toEqual([]);
});

test("a secret header's value is in no record and on no page, whoever repeats it", async () => {
  const token = makeSecret();
  const provider = await startProvider((call) => textReply(call, `It is ${token}.`));
  const own = { base_url: `${provider.origin}/v1`, secret_headers: { "x-gateway": "GATE" } };
  const folder = makeJob({
    articles,
    job: { providers: { own }, text: { provider: "own", model: "m" } },
  });
  const { code, stderr } = await prelo(folder, ["build"], { GATE: token });
  expect(code).toBe(3);
  expect(stderr).toContain("the value of GATE");
  expect(stderr + readAll(folder)).not.toContain(token);
});

test.skipIf(!hasCommand("openssl", "version"))(
  "a server that asks for a certificate gets it (wants openssl)",
  async () => {
    const files = makeFolder();
    makeCertificates(files);
    const server = await startMutualServer(files);
    const own = { base_url: `https://localhost:${server.port}/v1` };
    const tls = { ca: "ca.pem", cert: "client.pem", key: "client.key" };
    const build = async (provider: object): Promise<{ code: number | null; stderr: string }> => {
      const model = { provider: "own", model: "m" };
      const job = { providers: { own: provider }, text: model, image: model };
      const picture = { image: "A loaf", id: "loaf", alt: "A loaf" };
      const folder = makeJob({ articles: { a: [...articles.a, picture] }, job });
      for (const name of Object.values(tls)) {
        writeFiles(folder, { [name]: readFileSync(join(files, name), "utf8") });
      }
      writeFiles(folder, {
        "other.key": readFileSync(join(files, "server.key"), "utf8"),
        "no.pem": "none",
      });
      return prelo(folder, ["build"]);
    };
    expect(await build({ ...own, tls })).toMatchObject({ code: 0 });
    // The text, the picture's link, the picture.
    expect(server.names).toEqual(["client", "client", "client"]);
    expect((await build({ ...own, tls: { ca: "ca.pem" }, max_attempts: 1 })).code).toBe(1);
    expect((await build({ ...own, max_attempts: 1 })).stderr).toContain("certificate");
    const mistaken = await build({ ...own, tls: { ...tls, key: "other.key" } });
    expect(mistaken).toMatchObject({ code: 2 });
    expect(mistaken.stderr).toMatch(
      /pipeline\.yaml:\d+:\d+ error No connection can be made with these files: .*mismatch/,
    );
    const none = await build({ ...own, tls: { ...tls, ca: "no.pem" } });
    expect(none.stderr).toMatch(
      /pipeline\.yaml:\d+:\d+ error no\.pem: It holds no certificate in PEM form/,
    );
    expect(server.names).toHaveLength(3);
  },
);

function makeCertificates(folder: string): void {
  const run = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  };
  run(
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "1",
    "-subj",
    "/CN=ca",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  writeFiles(folder, { "names.txt": "subjectAltName=DNS:localhost,IP:127.0.0.1\n" });
  for (const name of ["server", "client"]) {
    run(
      "req",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
    );
    run(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "1",
      "-extfile",
      "names.txt",
      "-out",
      `${name}.pem`,
    );
  }
}

/** Answers only who shows a certificate of its authority; tells their names. */
async function startMutualServer(
  folder: string,
): Promise<{ port: number; names: readonly string[] }> {
  const names: string[] = [];
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const options = { key: read("server.key"), cert: read("server.pem"), ca: read("ca.pem") };
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: true });
  server.on("request", (request: IncomingMessage, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    names.push(String(subject.CN));
    void answer(request, response);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, names };
}

/** A text, the link to a picture of the server's own, or that picture. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "";
  if (path.startsWith("/files/")) {
    response.end(await pictureFor("A loaf", 1));
    return;
  }
  await json(request);
  const reply = path.endsWith("/images/generations")
    ? { json: { created: 1, data: [{ url: "/files/loaf.png" }] } }
    : textReply({ path, body: {} }, textFor("Say one."));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(typeof reply === "object" && "json" in reply ? reply.json : {}));
}
