import { hostname } from "node:os";
import { expect, test } from "vitest";
import { hashTree, makeFolder, makeJob, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { errorReply } from "./support/replies.ts";

const articles = {
  a: [
    { id: "one", prompt: "Say one." },
    { id: "pic", image: "A house", alt: "A house" },
  ],
};

/** A block that asks a provider. */
function askOf(provider: string): Record<string, unknown> {
  return { prompt: provider, text: { provider } };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

test.concurrent("doctor says that all is well, asks only for the models, and leaves nothing", async () => {
  const models = ["test-text", "test-image"].map((id) => ({ id, object: "model" }));
  const provider = await startProvider(() => ({ json: { object: "list", data: models } }));
  const folder = makeJob({ articles });
  expect((await prelo(folder, ["schema"])).code).toBe(0);
  const before = hashTree(folder);
  const doctor = await prelo(folder, ["doctor"], provider.variables);
  expect(doctor).toMatchObject({ code: 0, stderr: "A build can run.\n" });
  expect(doctor.stdout.split("\n").filter((line) => !/^ok {7}\S|^$/.test(line))).toEqual([]);
  for (const word of [
    "Node.js",
    "sharp",
    "GB free",
    "OPENAI_API_KEY is set",
    "test-text",
    "clock",
  ]) {
    expect(doctor.stdout).toContain(word);
  }
  expect(provider.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/models"]);
  expect(provider.calls[0]?.authorization).toBe(`Bearer ${provider.key}`);
  expect(doctor.stdout).not.toContain(provider.key.slice(0, 12));
  expect(hashTree(folder)).toEqual(before);
});

test.concurrent("doctor tells what would go wrong, each with what to do", async () => {
  const provider = await startProvider(() => ({
    headers: {
      date: new Date(Date.now() - 3_600_000).toUTCString(),
      "x-ratelimit-limit-requests": "60",
    },
    json: {
      data: [{ id: "test-text", shutdown_date: inDays(9) }, { id: "test-images" }],
    },
  }));
  const refusing = await startProvider(() => errorReply(401, "invalid_api_key", "Wrong key."));
  const job = {
    providers: {
      openai: { limits: { requests_per_minute: 500 } },
      other: { base_url: `${refusing.origin}/v1`, api_key_env: "OTHER_KEY" },
      third: { base_url: "http://127.0.0.1:9/v1" },
      fourth: { base_url: "http://127.0.0.1:9/v1", api_key_env: "FOURTH_KEY" },
    },
  };
  const asked = { a: [...articles.a, ...["other", "third", "fourth"].map(askOf)] };
  const folder = makeJob({ job, articles: asked });
  const lock = { pid: process.pid, host: hostname(), run: "x" };
  writeFiles(folder, {
    "answers/.prelo-lock": JSON.stringify(lock),
    "schema/article.schema.json": "{}",
  });
  const variables = { ...provider.variables, OTHER_KEY: refusing.key, NO_PROXY: "*" };
  const doctor = await prelo(folder, ["doctor", "--json"], variables);
  expect(doctor.code).toBe(1);
  const { ok, findings } = JSON.parse(doctor.stdout) as {
    ok: boolean;
    findings: { about: string; status: string; message: string; hint?: string }[];
  };
  expect(ok).toBe(false);
  const told = findings
    .filter(({ status }) => status !== "ok")
    .map(({ about, status, message }) => `${about} ${status} ${message}`);
  expect(told).toEqual([
    expect.stringMatching(/^lock warning .*process \d+ on /),
    "keys error FOURTH_KEY is not set",
    expect.stringMatching(/^providers warning .*60 minutes ahead/),
    expect.stringMatching(/^providers warning openai ends test-text on \d{4}-/),
    "providers error openai does not list the model test-image",
    "providers warning openai allows 60 requests a minute",
    expect.stringMatching(/^providers error other: .*401/),
    expect.stringMatching(/^providers error third: .*refused/),
    expect.stringMatching(/^editor warning schema\/pipeline\.schema\.json is not there/),
    expect.stringMatching(/^editor warning schema\/article\.schema\.json is of another version/),
  ]);
  expect(findings.filter(({ status, hint }) => status !== "ok" && hint === undefined)).toEqual([]);
  expect(findings.map(({ hint }) => hint)).toContain("Did you mean `test-images`?");
  expect(doctor.stdout + doctor.stderr).not.toMatch(new RegExp(`${provider.key}|${refusing.key}`));
});

test.concurrent("a proxy's address that is none is told by doctor and by a build, and not shown", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  const variables = { ...provider.variables, HTTPS_PROXY: "user:pass-4711@proxy" };
  for (const command of ["doctor", "build"]) {
    const { code, stdout, stderr } = await prelo(folder, [command], variables);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("HTTPS_PROXY is no address of a proxy");
    expect(stdout + stderr).not.toMatch(/INTERNAL|4711/);
  }
});

test.concurrent("doctor needs a job, and says how to begin one", async () => {
  const doctor = await prelo(makeFolder(), ["doctor"]);
  expect(doctor.code).toBe(2);
  expect(doctor.stderr).toContain("prelo init");
});
