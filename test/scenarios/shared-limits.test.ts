import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRedis } from "../../src/requests/machines/redis.ts";
import { hasCommand } from "../support/has-command.ts";
import { findFreePort, hasRedis, startRedis } from "../support/redis.ts";
import { makeFolder as makeFiles, makeJob, readAll } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { makeKey, startProvider } from "./support/provider.ts";
import { textReply } from "./support/replies.ts";

const job = {
  queue: { url_env: "REDIS_URL" },
  providers: { openai: { limits: { shared: true, requests_per_minute: 3000 } } },
};

function makeFolder(slug: string, blocks = 4): string {
  const prompts = Array.from({ length: blocks }, (_, n) => ({
    id: `b${n}`,
    prompt: `${slug} ${n}`,
  }));
  return makeJob({ job, articles: { [slug]: prompts } });
}

test("a limit that is shared asks nobody as long as nothing is sent", async () => {
  const folder = makeJob({ job, articles: { a: [{ markdown: "Text." }] } });
  expect((await prelo(folder, ["build"])).code).toBe(0);
});

test("the password in Redis' address is published nowhere, whoever repeats it", async () => {
  const password = makeKey();
  const provider = await startProvider((call) => textReply(call, `It is ${password}.`));
  const queue = { url_env: "MEETING_POINT" };
  const folder = makeJob({ job: { queue }, articles: { a: [{ id: "one", prompt: "Say one." }] } });
  const MEETING_POINT = `redis://me:${password}@127.0.0.1:6379`;
  const { code, stderr } = await prelo(folder, ["build"], { ...provider.variables, MEETING_POINT });
  expect(code).toBe(3);
  expect(stderr).toContain("the value of MEETING_POINT");
  expect(stderr + readAll(folder)).not.toContain(password);
});

test("without Redis nothing is sent, and the reason is told once", async () => {
  const provider = await startProvider();
  const folder = makeFolder("a");
  const unset = await prelo(folder, ["build", "--reporter", "plain"], provider.variables);
  expect(unset.code).toBe(1);
  expect(unset.stderr).toContain("KEY_MISSING");
  expect(unset.stderr).toContain("REDIS_URL=redis://HOST:6379");
  const REDIS_URL = `redis://127.0.0.1:${await findFreePort()}`;
  const variables = { ...provider.variables, REDIS_URL };
  const refused = await prelo(folder, ["build", "--reporter", "plain"], variables);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /QUEUE_FAILED .*Redis in REDIS_URL cannot be reached: .*ECONNREFUSED/,
  );
  expect(refused.stderr.match(/Is the server running/g)?.length).toBe(1);
  expect(provider.calls).toEqual([]);
});

describe.skipIf(!hasRedis)("with Redis", () => {
  test.skipIf(!hasCommand("openssl", "version"))(
    "rediss:// speaks TLS, and takes no certificate that it cannot trust (wants openssl)",
    async () => {
      const folderOfKeys = makeFiles();
      const request = "req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key -out cert";
      execFileSync("openssl", [...request.split(" "), "-addext", "subjectAltName=DNS:localhost"], {
        cwd: folderOfKeys,
        stdio: "ignore",
      });
      const port = await findFreePort();
      const [cert, key] = [join(folderOfKeys, "cert"), join(folderOfKeys, "key")];
      const files = ["--tls-cert-file", cert, "--tls-key-file", key];
      await startRedis([
        "--port",
        "0",
        "--tls-port",
        `${port}`,
        "--tls-auth-clients",
        "no",
        ...files,
      ]);
      const provider = await startProvider();
      const REDIS_URL = `rediss://localhost:${port}`;
      const folder = makeFolder("a", 1);
      const variables = { ...provider.variables, REDIS_URL };
      const strange = await prelo(folder, ["build"], variables);
      expect(strange.code).toBe(1);
      expect(strange.stderr).toMatch(/Redis in REDIS_URL cannot be reached: .*certificate/);
      const trusting = { ...variables, NODE_EXTRA_CA_CERTS: cert };
      expect((await prelo(folder, ["build"], trusting)).code).toBe(0);
      expect(provider.calls).toHaveLength(1);
    },
  );

  test("two builds count their requests together, and leave no key there", async () => {
    const { url } = await startRedis();
    const provider = await startProvider();
    const variables = { ...provider.variables, REDIS_URL: url };
    const builds = await Promise.all(
      [makeFolder("a"), makeFolder("b")].map((folder) => prelo(folder, ["build"], variables)),
    );
    expect(builds.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ]);
    expect(provider.calls).toHaveLength(8);

    const redis = await openRedis({ urlEnv: "REDIS_URL", variables });
    onTestFinished(() => redis.disconnect());
    const [key = "", ...others] = await redis.keys("*");
    expect(others).toEqual([]);
    expect(decodeURIComponent(key)).toBe(
      `prelo:prelo:limits:${provider.origin}:OPENAI_API_KEY:test-text`,
    );
    const state = await redis.hgetall(key);
    expect(state["sumR"]).toBe("8.0000");
    // What the answers say they took, not the bound of 2048 and more each.
    expect(state["sumT"]).toBe((8 * 30).toFixed(4));
    expect(JSON.stringify(state) + key).not.toContain(provider.key);
  });
});
