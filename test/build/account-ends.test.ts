import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Agent, buildConnector } from "undici";
import { AccountEnds } from "../../src/build/account-ends.ts";
import { createHttpClient } from "../../src/requests/http/client.ts";
import type { RunEvent } from "../../src/requests/events.ts";
import type { Provider } from "../../src/job/types.ts";

const provider = { name: "openai" } as Provider;

test("OpenAI is asked once what ends of an account, and only what is near is told", async () => {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    const data = [
      { id: "near", shutdown_date: "2026-12-11" },
      { id: "over", shutdown_date: "2026-11-01" },
      { id: "far", shutdown_date: "2027-12-11" },
      { id: "gpt-4o", shutdown_date: "2027-01-14" },
      { id: "lives" },
    ];
    response.end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const connect = buildConnector({});
  const agent = new Agent({
    connect: (to, done) =>
      connect({ ...to, host: "127.0.0.1", hostname: "127.0.0.1", port: String(port) }, done),
  });
  const own = createHttpClient({ connections: 1 });
  onTestFinished(async () => {
    await Promise.all([agent.close(), own.close()]);
    server.close();
  });
  const said: RunEvent[] = [];
  const openRun = (baseUrl: string): AccountEnds =>
    new AccountEnds(
      {
        client: { ...own, dispatcherFor: async () => agent },
        connectionOf: async () => ({ baseUrl, headers: {}, timeoutMs: 5000 }) as never,
        now: () => Date.parse("2026-11-29T12:00:00Z"),
        emit: (event) => said.push(event),
      },
      new Set(),
    );
  const ends = openRun("http://api.openai.com/v1");
  await Promise.all(
    ["near", "over", "far", "lives", "near"].map((model) => ends.look(provider, model, "bread")),
  );
  expect(paths).toEqual(["GET /v1/models"]);
  expect(said).toEqual([
    expect.objectContaining({
      type: "warning",
      article: "bread",
      message: expect.stringContaining("openai ends near on 2026-12-11"),
    }),
    expect.objectContaining({ message: expect.stringContaining("openai has ended over") }),
  ]);
  // Another server is asked nothing.
  await openRun(`http://127.0.0.1:${port}/v1`).look(provider, "near", "bread");
  expect([paths.length, said.length]).toEqual([1, 2]);
});
