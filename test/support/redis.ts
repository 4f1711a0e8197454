import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { hasCommand } from "./has-command.ts";

/** For `describe.skipIf(!hasRedis)`: says so where it is not installed. */
export const hasRedis = hasCommand("redis-server");

export interface TestRedis {
  readonly port: number;
  /** Without a user or a password. */
  readonly url: string;
  /** Ends it as a crash would, unless told otherwise. */
  readonly stop: (signal?: "SIGKILL" | "SIGTERM") => Promise<void>;
  /** All that was ever written to it, where its options say that it keeps that. */
  readonly written: () => string;
  /** On the same port, with what it had written to disk. */
  readonly start: () => Promise<void>;
}

/**
 * Starts a real Redis on a free port of the loopback that ends with the test. It writes nothing to disk
 * unless its options say so.
 * @param options as on its command line: `["--appendonly", "yes", "--requirepass", password]`
 * @param whenOver takes what ends it; what several tests share ends with the last one
 */
export async function startRedis(
  options: readonly string[] = [],
  whenOver: (end: () => Promise<void>) => void = onTestFinished,
): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "prelo-redis-"));
  const port = await findFreePort();
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    server = spawn("redis-server", [...args, ...options], { stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of createInterface({ input: server.stdout! })) {
      if (line.includes("Ready to accept connections")) {
        server.stdout!.resume();
        return;
      }
    }
    throw new Error(`redis-server does not start with ${options.join(" ")}`);
  };
  const stop = async (signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> => {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill(signal);
      await ended;
    }
  };
  whenOver(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  await start();
  return { port, url: `redis://127.0.0.1:${port}`, written: () => readAll(folder), stop, start };
}

function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}

/** A port of the loopback that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
