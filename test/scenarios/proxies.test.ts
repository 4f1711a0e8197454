import { expect, test } from "vitest";
import { makeJob, readText } from "./support/folder.ts";
import { prelo } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { startProxy, startTlsFront } from "./support/proxy.ts";
import { textFor } from "./support/replies.ts";
import { hasCommand } from "../support/has-command.ts";

// The host has no address: only through a proxy does a request arrive.
const host = "api.example.test";
const articles = { a: [{ id: "one", prompt: "Say one." }] };
const portOf = (origin: string): number => Number(new URL(origin).port);

test("requests go through the proxy of the environment", async () => {
  const provider = await startProvider();
  const proxy = await startProxy(portOf(provider.origin));
  const folder = makeJob({ articles });
  const variables = { ...provider.variables, OPENAI_BASE_URL: `http://${host}/v1` };
  const { code } = await prelo(folder, ["build"], { ...variables, HTTP_PROXY: proxy.url });
  expect(code).toBe(0);
  expect(proxy.asked).toEqual([`${host}:80`]);
  expect(provider.calls).toHaveLength(1);
  expect(readText(folder, "answers/a/one.md")).toContain(textFor("Say one."));
});

test.skipIf(!hasCommand("openssl", "version"))(
  "through a tunnel of HTTPS, whose certificate NODE_EXTRA_CA_CERTS vouches for (wants openssl)",
  async () => {
    const provider = await startProvider();
    const front = await startTlsFront(host, portOf(provider.origin));
    const proxy = await startProxy(front.port);
    const variables = {
      ...provider.variables,
      OPENAI_BASE_URL: `https://${host}/v1`,
      HTTPS_PROXY: proxy.url,
    };
    const refused = await prelo(makeJob({ articles }), ["build"], variables);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("certificate");
    expect(provider.calls).toHaveLength(0);

    const trusting = { ...variables, NODE_EXTRA_CA_CERTS: front.certificate };
    const { code } = await prelo(makeJob({ articles }), ["build"], trusting);
    expect(code).toBe(0);
    expect(provider.calls).toHaveLength(1);
    expect(new Set(proxy.asked)).toEqual(new Set([`${host}:443`]));
  },
);
