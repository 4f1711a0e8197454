import pLimit from "p-limit";
import { sandboxProvider } from "../job/provider-names.ts";
import { secretVariablesOf } from "../job/provider-variables.ts";
import type { Job, Provider } from "../job/types.ts";
import { resolveAccess, toConnection } from "../requests/calls/access.ts";
import type { Connection } from "../requests/calls/call.ts";
import type { RunContext } from "../requests/context.ts";
import { Downloads } from "../requests/downloads/downloads.ts";
import { type Exchange, openHttpExchange } from "../requests/calls/exchange.ts";
import { createHttpClient, readProxies } from "../requests/http/client.ts";
import { collectSecrets } from "../secrets/collect.ts";
import { createFinder, type SecretFinder, type SecretMatch } from "../secrets/find.ts";
import { isAllowed } from "../secrets/fingerprint.ts";
import type { Environment } from "./environment.ts";
import { assertPictureIsClean } from "./picture-secrets.ts";

/** Downloads at the same time, over all providers. */
const downloadConcurrency = 8;

/** What a process that asks providers has: the way to them, and what it looks for in what comes. */
export interface Sender extends Pick<
  RunContext,
  "client" | "connectionOf" | "downloads" | "inspectPicture"
> {
  /** Finds the secrets that this process can know. */
  readonly secrets: SecretFinder;
  readonly openExchange: (provider: Provider) => Promise<Exchange>;
  close(): Promise<void>;
}

/**
 * Opens what is needed to send requests. Nothing connects before the first one; the sandbox starts
 * with the first request to it.
 * @param concurrency the most requests that are under way to one provider
 */
export function openSender(
  job: Pick<Job, "providers" | "queue" | "leaks">,
  concurrency: number,
  environment: Pick<
    Environment,
    "variables" | "now" | "threads" | "version" | "learnKeyNames" | "secretNames"
  >,
  aborting: AbortSignal,
): Sender {
  const { variables, now, threads, version } = environment;
  const client = createHttpClient({
    connections: Math.max(downloadConcurrency, concurrency),
    userAgent: `prelo/${version}`,
    proxy: readProxies(variables),
  });
  // Apart from resizing: what has arrived is recorded before it waits for older pictures.
  const inspections = pLimit(threads);
  const sandbox = lazySandbox();
  const keyNames = new Set([...secretVariablesOf(job), ...(environment.secretNames ?? [])]);
  environment.learnKeyNames?.(keyNames);
  const secrets = createFinder(collectSecrets(variables, keyNames));
  const guard = {
    secrets,
    isAllowed: ({ secret: { name, isKey }, found }: SecretMatch) =>
      isAllowed({ name, found, isKey }, job.leaks.allow),
  };
  const connections = new Map<string, Promise<Connection>>();
  const connect = async (provider: Provider): Promise<Connection> => {
    const access =
      provider.name === sandboxProvider
        ? { baseUrl: await sandbox.start() }
        : resolveAccess(provider, variables);
    return { ...toConnection(provider, access), ...guard };
  };
  const connectionOf = (provider: Provider): Promise<Connection> => {
    const connection = connections.get(provider.name) ?? connect(provider);
    connections.set(provider.name, connection);
    return connection;
  };
  return {
    client,
    secrets,
    connectionOf,
    openExchange: async (provider) =>
      openHttpExchange(client, await connectionOf(provider), { signal: aborting, now }),
    downloads: new Downloads(downloadConcurrency),
    inspectPicture: (bytes, limits) =>
      inspections(async () => {
        const { inspectPicture } = await import("../pictures/inspection/inspect.ts");
        const facts = await inspectPicture(bytes, limits);
        await assertPictureIsClean(bytes, guard);
        return facts;
      }),
    close: async () => {
      await Promise.all([client.close(), sandbox.close()]);
    },
  };
}

/** The embedded server, started when it is first needed. */
function lazySandbox(): { start: () => Promise<string>; close: () => Promise<void> } {
  let started: Promise<{ readonly url: string; close: () => Promise<void> }> | undefined;
  return {
    start: async () => {
      started ??= import("../sandbox/server.ts").then(({ startSandbox }) => startSandbox());
      return (await started).url;
    },
    close: async () => {
      await (await started)?.close();
    },
  };
}
