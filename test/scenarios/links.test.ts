import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { startServer } from "../support/scripted-server.ts";
import { makeJob, readText, writeFiles } from "./support/folder.ts";
import { startProvider } from "./support/provider.ts";
import { startProxy, startTlsFront } from "./support/proxy.ts";
import { promptOf, textReply } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";
import { hasCommand } from "../support/has-command.ts";

// The hosts have no address: only through a proxy does a request arrive.
const shelf = "http://shelf.example.test";
const portOf = (origin: string): number => Number(new URL(origin).port);

/** A site whose addresses say by their names what they answer. */
function startSite() {
  return startServer(async ({ path, method }, response) => {
    await wait(20);
    const [, status, where] = /^\/(\d{3})(?:-to-(.*))?/.exec(path) ?? [];
    const refuses = path.startsWith("/no-head") && method === "HEAD";
    response.writeHead(refuses ? 405 : Number(status ?? 200), {
      "set-cookie": "seen=1",
      ...(where !== undefined && { location: decodeURIComponent(where) }),
    });
    response.end(method === "HEAD" ? undefined : "A page of many words.");
  });
}

async function startWeb() {
  const site = await startSite();
  const proxy = await startProxy(portOf(site.origin));
  const provider = await startProvider((call) =>
    textReply(
      call,
      `On ${promptOf(call)}:\n\nSee [a page](${shelf}/404/answer) and \`${shelf}/404/code\`.`,
    ),
  );
  return { site, provider, variables: { ...provider.variables, HTTP_PROXY: proxy.url } };
}

/** Each finding as `file:line code`, and its message. */
function problemsOf(stdout: string) {
  const { ok, problems } = JSON.parse(stdout) as {
    ok: boolean;
    problems: { severity: string; code: string; message: string; file: string; line: number }[];
  };
  return {
    ok,
    messages: problems.map(({ message }) => message),
    told: problems
      .filter(({ code }) => code.startsWith("LINK_"))
      .map(({ severity, code, file, line }) => `${file}:${line} ${severity} ${code}`),
  };
}

test("each link of the pages is asked once, and told at its line", async () => {
  const { site, provider, variables } = await startWeb();
  const key = "a1".repeat(20);
  const references = [
    "/200/fine?utm_source=x#part",
    "/no-head",
    "/410/gone",
    "/403/members",
    "/503/busy",
    `/301-to-${encodeURIComponent("http://new.example.test/200")}`,
    `/302-to-${encodeURIComponent("/404/away")}`,
    `/302-to-${encodeURIComponent("http://127.0.0.1:9/")}`,
    `/302-to-${encodeURIComponent("/302-to-%2F")}`,
    `/200/signed?token=${key}`,
  ].map((path, index) => ({ title: `No ${index}`, url: `${shelf}${path}` }));
  const folder = makeJob({
    articles: {
      a: [
        { id: "one", prompt: "one" },
        { markdown: `Twice: [here](${shelf}/410/gone) and <${shelf}/200/fine>.` },
        { references },
        { references: [{ title: "Here", url: "http://127.0.0.1:9/private" }] },
        { references: [{ title: "The provider's", url: `${provider.origin}/docs` }] },
      ],
    },
  });
  expect((await prelo(folder, ["build"], variables)).code).toBe(0);
  const before = provider.calls.length;
  const plain = await prelo(folder, ["check"], variables);
  expect([plain.code, site.calls.length]).toEqual([0, 0]);

  const { code, stdout } = await prelo(folder, ["check", "--links", "--json"], variables);
  expect(code).toBe(1);
  const { ok, told, messages } = problemsOf(stdout);
  const lineOf = (file: string, words: string): string => {
    const at = readText(folder, file)
      .split("\n")
      .findIndex((line) => line.includes(words));
    return `${file}:${at + 1}`;
  };
  const yaml = "prompts/a.yaml";
  expect(ok).toBe(false);
  expect(told.toSorted()).toEqual(
    [
      `${lineOf("answers/a/one.md", "/404/answer")} error LINK_DEAD`,
      `${lineOf(yaml, "Twice")} error LINK_DEAD`,
      `${lineOf(yaml, "url: http://shelf.example.test/410/gone")} error LINK_DEAD`,
      `${lineOf(yaml, "%2F404%2Faway")} error LINK_DEAD`,
      `${lineOf(yaml, "/403/members")} warning LINK_UNSURE`,
      `${lineOf(yaml, "/503/busy")} warning LINK_UNSURE`,
      `${lineOf(yaml, "127.0.0.1%3A9")} warning LINK_UNSURE`,
      `${lineOf(yaml, "/200/signed")} warning LINK_UNSURE`,
      `${lineOf(yaml, "127.0.0.1:9/private")} warning LINK_UNSURE`,
      `${lineOf(yaml, "new.example.test")} warning LINK_MOVED`,
    ].toSorted(),
  );
  expect(stdout).not.toContain(key);
  expect(messages.join("\n")).toContain("127.0.0.1 is not a public address");
  // Once each: GET only where HEAD is refused, and nothing that says who asks.
  const asked = site.calls.map(({ method, url }) => `${method} ${url}`);
  expect(
    asked.filter((each) => /fine|gone|no-head|members|signed|code/.test(each)).toSorted(),
  ).toEqual([
    "GET /403/members",
    "GET /no-head",
    "HEAD /200/fine",
    "HEAD /403/members",
    "HEAD /410/gone",
    "HEAD /no-head",
  ]);
  // A provider's own address may be asked wherever it is, without its key.
  const ofProvider = provider.calls.slice(before);
  expect(ofProvider.map(({ path }) => path)).toEqual(["/docs"]);
  for (const { headers } of [...site.calls, ...ofProvider]) {
    expect(headers["user-agent"]).toMatch(/^Prelo\/\S+ \(\+link check\)$/);
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("cookie");
  }
});

test("of one host two are asked at a time; warnings alone let the check pass", async () => {
  const { site, variables } = await startWeb();
  const references = Array.from({ length: 9 }, (_, index) => ({
    title: `No ${index}`,
    url: `${shelf}/200/${index}`,
  }));
  const folder = makeJob({
    articles: { a: [{ references: [...references, { title: "Busy", url: `${shelf}/429` }] }] },
  });
  expect((await prelo(folder, ["build"], variables)).code).toBe(0);
  const { code, stdout } = await prelo(folder, ["check", "--links"], variables);
  expect(code).toBe(0);
  expect(stdout).toContain("warning LINK_UNSURE a/references-1: whether");
  expect(site.calls).toHaveLength(10);
  expect(site.peak()).toBe(2);
  // What the sandbox wrote leads nowhere: nobody is asked about it.
  writeFiles(folder, { "prompts/a.yaml": "title: A\nblocks:\n  - prompt: Say one.\n" });
  await prelo(folder, ["build", "--sandbox"], variables);
  await prelo(folder, ["check", "--links", "--sandbox"], variables);
  expect(site.calls).toHaveLength(10);
});

test.skipIf(!hasCommand("openssl", "version"))(
  "a wrong certificate is a dead link (wants openssl)",
  async () => {
    const site = await startSite();
    const front = await startTlsFront("other.example.test", portOf(site.origin));
    const proxy = await startProxy(front.port);
    const url = "https://shelf.example.test/200";
    const folder = makeJob({ articles: { a: [{ references: [{ title: "One", url }] }] } });
    const variables = { HTTPS_PROXY: proxy.url };
    expect((await prelo(folder, ["build"], variables)).code).toBe(0);
    const { code, stdout } = await prelo(folder, ["check", "--links"], variables);
    expect(code).toBe(1);
    expect(stdout).toMatch(/LINK_DEAD.*shelf\.example\.test: its certificate is/);
    expect(site.calls).toHaveLength(0);
  },
);

test("no such host is a dead link; no such proxy says nothing about it", async () => {
  // No name server is asked about a name with so long a part.
  const host = `${"a".repeat(64)}.test`;
  const references = [{ title: "One", url: `https://${host}/` }];
  const folder = makeJob({ articles: { a: [{ references }] } });
  await prelo(folder, ["build"]);
  const { code, stdout } = await prelo(folder, ["check", "--links"]);
  expect([code, stdout]).toEqual([1, expect.stringMatching(/LINK_DEAD.*host name is not known/)]);
  const proxied = await prelo(folder, ["check", "--links"], {
    HTTPS_PROXY: `http://${"b".repeat(64)}.test:8080`,
  });
  expect([proxied.code, proxied.stdout]).toEqual([0, expect.stringMatching(/LINK_UNSURE.*proxy/)]);
});
