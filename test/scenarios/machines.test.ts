import { readFileSync } from "node:fs";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { buildFirst } from "./support/build-first.ts";
import { startHolding } from "./support/holding.ts";
import { hashTree, makeJob } from "./support/folder.ts";
import { type Finished, type Running, start } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const texts = 8;
const requests = texts + 2;
const job = {
  job: { queue: { url_env: "REDIS_URL" } },
  articles: {
    a: [
      ...Array.from({ length: texts - 1 }, (_, n) => ({ id: `b${n}`, prompt: `Say ${n}.` })),
      { id: "end", prompt: "Build on {{ answers.b0 }}" },
      { id: "pic", image: "A house", alt: "A house", n: 2 },
      { id: "tree", image: "A tree", alt: "A tree", reference: { image: "pic", number: 2 } },
    ],
  },
};

/** A worker that takes jobs already. */
async function startWorker(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Running> {
  const worker = start(folder, ["worker", "--lock-seconds", "1", ...args], variables);
  onTestFinished(() => worker.kill("SIGKILL"));
  await expect.poll(() => worker.printed(), { timeout: 30_000 }).toContain("takes up to");
  return worker;
}

function atRedis({ url }: TestRedis): { readonly REDIS_URL: string } {
  return { REDIS_URL: url };
}

async function expectGood(run: Promise<Finished>): Promise<Finished> {
  const finished = await run;
  expect(finished.code === 0 ? "" : finished.stderr).toBe("");
  return finished;
}

let alone: Promise<ReturnType<typeof hashTree>> | undefined;

/** What a build alone publishes, without a queue. */
function publishAlone(): Promise<ReturnType<typeof hashTree>> {
  return (alone ??= publish());
}

async function publish(): Promise<ReturnType<typeof hashTree>> {
  const provider = await startProvider();
  const folder = makeJob(job);
  await buildFirst(folder, provider.variables);
  return hashTree(folder, "output");
}

describe.skipIf(!hasRedis)("with workers", () => {
  test("a coordinator without a key gets what it would have asked itself, and Redis learns no key", async () => {
    const redis = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
    const provider = await startProvider();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    const worker = await startWorker(folder, variables, "--concurrency", "3");
    await startWorker(folder, variables, "--concurrency", "3");

    const { stderr } = await expectGood(prelo(folder, ["build", "--queue"], atRedis(redis)));
    expect(stderr).toContain("queue: 2 workers, up to 6 requests at a time");
    expect(stderr).not.toContain("SANDBOX");
    expect(provider.calls).toHaveLength(requests);
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
    const written = redis.written();
    expect(written).toContain("prelo:prelo:request:");
    expect(written).not.toContain(provider.key);

    // A run that has no records finds all replies where the first one left them.
    const other = makeJob(job);
    await expectGood(prelo(other, ["build", "--queue"], atRedis(redis)));
    expect(provider.calls.filter(({ path }) => path.includes("responses"))).toHaveLength(texts);
    worker.kill("SIGTERM");
    const { code, stderr: said } = await worker.finished;
    expect(said).toContain("answered, 0 failed");
    expect(code).toBe(0);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    expect(await client.keys("prelo:*:picture:*")).toEqual([]);
  });

  test("what a killed worker had sent is told, and asked again once; nothing else is", async () => {
    const redis = await startRedis();
    const provider = await startHolding();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    const killed = await startWorker(folder, variables, "--concurrency", "3");
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(3);
    killed.kill("SIGKILL");
    provider.release();
    await startWorker(folder, variables, "--concurrency", "3");

    const { stderr } = await expectGood(run.finished);
    expect(stderr).toContain("it may have been sent, and no reply came: the worker that had it");
    expect(provider.calls.length).toBeLessThanOrEqual(requests + 3);
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
  });

  test("a worker that stood still for longer than its lock hands its replies in; they count once", async () => {
    const redis = await startRedis();
    const provider = await startHolding();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    const stopped = await startWorker(folder, variables, "--concurrency", "3");
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(3);
    stopped.kill("SIGSTOP");
    provider.release();
    await startWorker(folder, variables, "--concurrency", "3");
    await provider.waitForCalls(6);
    stopped.kill("SIGCONT");

    await expectGood(run.finished);
    expect(provider.calls.length).toBeLessThanOrEqual(requests + 3);
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
  });

  test("the replies that came after their coordinator was killed wait for the next one", async () => {
    const redis = await startRedis();
    const provider = await startHolding();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    await startWorker(folder, variables);
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(5);
    run.kill("SIGKILL");
    await run.finished;
    provider.release();

    const { stderr } = await expectGood(prelo(folder, ["build", "--queue"], atRedis(redis)));
    expect(stderr).toContain("its reply was in the queue already");
    expect(provider.calls).toHaveLength(requests);
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
  });

  test("Ctrl-C takes back what no worker has begun", async () => {
    const redis = await startRedis();
    const provider = await startHolding();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    await startWorker(folder, variables, "--concurrency", "2");
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(2);
    run.kill("SIGINT");
    await expect.poll(() => run.printed(), { timeout: 20_000 }).toContain("Stopping");
    provider.release();
    expect((await run.finished).code).toBe(130);
    expect(provider.calls).toHaveLength(2);
  });

  test("two coordinators that need the same texts share the replies", async () => {
    const redis = await startRedis();
    const provider = await startProvider();
    const without = { ...job, articles: { a: job.articles.a.slice(0, -2) } };
    const [one, two] = [makeJob(without), makeJob(without)];
    await startWorker(one, { ...provider.variables, ...atRedis(redis) });
    await Promise.all(
      [one, two].map((folder) => expectGood(prelo(folder, ["build", "--queue"], atRedis(redis)))),
    );
    expect(provider.calls).toHaveLength(texts);
    expect(hashTree(one, "output")).toEqual(hashTree(two, "output"));
  });

  test.each([
    { what: "that keeps all on disk", options: ["--appendonly", "yes"], repeats: 0 },
    { what: "that keeps nothing", options: [], repeats: 3 },
  ])("a Redis $what is killed and started again", async ({ options, repeats }) => {
    const redis = await startRedis([...options, "--appendfsync", "always"]);
    const provider = await startHolding();
    const folder = makeJob(job);
    const variables = { ...provider.variables, ...atRedis(redis) };
    await startWorker(folder, variables, "--concurrency", "3");
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(3);
    await redis.stop();
    await redis.start();
    provider.release();

    await expectGood(run.finished);
    expect(provider.calls.length).toBeLessThanOrEqual(requests + repeats);
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
  });

  test("pictures are encoded where a worker offers it, to the same bytes", async () => {
    const redis = await startRedis();
    const provider = await startProvider();
    const folder = makeJob(job);
    await startWorker(folder, { ...provider.variables, ...atRedis(redis) });
    const encoder = await startWorker(folder, atRedis(redis), "--pictures");
    await expectGood(prelo(folder, ["build", "--queue"], atRedis(redis)));
    expect(hashTree(folder, "output")).toEqual(await publishAlone());
    encoder.kill("SIGTERM");
    expect((await encoder.finished).stderr).toContain("3 requests answered, 0 failed");
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    expect(await client.keys("prelo:*:picture*")).toEqual([]);
  });

  test("a queue that everybody has left says what waits and what is in doubt, and can be emptied", async () => {
    const redis = await startRedis();
    const provider = await startHolding();
    const folder = makeJob(job);
    const worker = await startWorker(
      folder,
      { ...provider.variables, ...atRedis(redis) },
      "--concurrency",
      "3",
    );
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await provider.waitForCalls(3);
    for (const process of [run, worker]) {
      process.kill("SIGKILL");
      await process.finished;
    }
    const look = async (...args: string[]): Promise<string> =>
      (await expectGood(prelo(folder, ["queue", ...args], atRedis(redis)))).stdout;
    await expect.poll(() => look(), { timeout: 30_000 }).toContain("3 requests in doubt");
    expect(await look()).toContain("No worker is here");
    const doctor = await prelo(folder, ["doctor", "--queue"], {
      ...provider.variables,
      ...atRedis(redis),
    });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("no worker is at the queue");
    expect(doctor.stdout).toContain("3 requests in doubt");
    expect(await look("drain")).toMatch(/^[1-9]\d* requests? taken out/);
    expect(await look("retry")).toContain("3 requests in doubt forgotten");
    expect(await look()).toContain("Nothing is in doubt.");
    expect(JSON.parse(await look("--json"))).toMatchObject({ in_doubt: 0, begun: 0, workers: [] });
  });

  test("without a worker a run says so, and can take part itself", async () => {
    const redis = await startRedis();
    const provider = await startProvider();
    const folder = makeJob(job);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const told = { id: "x", name: "old:1", version: "9.9.9", protocol: 2, slots: { openai: 8 } };
    const since = new Date().toISOString();
    const presence = JSON.stringify({ ...told, busy: 0, answered: 0, failed: 0, since });
    await client.set("prelo:prelo:worker:x", presence);
    await client.zadd("prelo:prelo:workers", 1, "x");
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await expect
      .poll(() => run.printed(), { timeout: 20_000 })
      .toContain("1 worker of another release cannot take part (old:1 has 9.9.9)");
    await client.del("prelo:prelo:worker:x");
    await expect.poll(() => run.printed(), { timeout: 20_000 }).toContain("no worker asks openai");
    run.kill("SIGINT");
    expect((await run.finished).code).toBe(130);

    const keyless = await prelo(folder, ["build", "--queue-local"], atRedis(redis));
    expect(keyless).toMatchObject({ code: 1, stderr: expect.stringContaining("KEY_MISSING") });
    const variables = { ...provider.variables, ...atRedis(redis) };
    await expectGood(prelo(folder, ["build", "--queue-local"], variables));
    expect(provider.calls).toHaveLength(requests);
  });

  test("a job without a queue, and a worker that can ask nobody, are told what to do", async () => {
    const redis = await startRedis();
    const folder = makeJob({ ...job, job: {} });
    const build = await prelo(folder, ["build", "--queue"], atRedis(redis));
    expect(build.code).toBe(2);
    expect(build.stderr).toContain("queue: { url_env: REDIS_URL }");
    const worker = await prelo(makeJob(job), ["worker"], atRedis(redis));
    expect(worker.code).toBe(1);
    expect(worker.stderr).toContain("OPENAI_API_KEY is not set");
    expect(worker.stderr).toContain("keys never come through the queue");
  });
});

describe.skipIf(!hasRedis)("a queue that somebody else can write to", () => {
  const local = {
    job: {
      queue: { url_env: "REDIS_URL" },
      providers: { lan: { base_url: "http://127.0.0.1:1/v1" } },
      text: { provider: "lan", endpoint: "chat", model: "m" },
    },
    articles: { a: [{ id: "b", prompt: "Say it." }] },
  };

  test("sends a worker nowhere but where its own job, its variables or --allow say, and never with a key", async () => {
    const redis = await startRedis();
    const own = await startProvider();
    const stranger = await startProvider();
    const folder = makeJob({
      ...local,
      job: { ...local.job, providers: { lan: { base_url: `${stranger.origin}/v1` } } },
    });
    const without = ["--queue-url-env", "REDIS_URL"];
    const variables = { ...own.variables, ...atRedis(redis) };
    const worker = await startWorker(folder, variables, ...without);
    const run = start(folder, ["build", "--queue"], atRedis(redis));
    await expect.poll(() => run.printed(), { timeout: 20_000 }).toContain("no worker asks lan");
    // What names another host, or another variable, is not even looked at.
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue("prelo.openai", { connection: client, prefix: "prelo" });
    onTestFinished(async () => {
      await queue.close();
      client.disconnect();
    });
    const forged = { base_url: stranger.origin, api_key_env: "OPENAI_API_KEY", host: "evil" };
    const refused = async (protocol: number, why: string): Promise<void> => {
      await queue.add("request", { protocol, run: why, identity: "i", call: "AA==", ...forged });
      await expect
        .poll(() => client.lrange(`prelo:prelo:run:${why}`, 0, -1), { timeout: 20_000 })
        .toEqual([expect.stringMatching(new RegExp(`refused.*${why}`))]);
    };
    await refused(1, "damaged");
    await refused(2, "protocol 1, and the run 2");
    expect([...own.calls, ...stranger.calls]).toEqual([]);

    worker.kill("SIGTERM");
    await worker.finished;
    const { host } = new URL(stranger.origin);
    await startWorker(folder, variables, ...without, "--allow", host);
    await expectGood(run.finished);
    expect(stranger.calls).toHaveLength(1);
    expect(stranger.calls[0]?.headers["authorization"]).toBeUndefined();
    expect(own.calls).toEqual([]);
  });

  test("can neither read nor change what PRELO_QUEUE_KEY seals", async () => {
    const redis = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
    const provider = await startProvider();
    const folder = makeJob(job);
    const sealed = { PRELO_QUEUE_KEY: provider.key.toUpperCase(), ...atRedis(redis) };
    const worker = await startWorker(folder, { ...provider.variables, ...atRedis(redis) });
    const refused = await prelo(folder, ["build", "--queue"], sealed);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("QUEUE_FAILED");
    expect(refused.stderr).toContain("PRELO_QUEUE_KEY is not set here");
    expect(provider.calls).toEqual([]);

    worker.kill("SIGTERM");
    await startWorker(folder, { ...provider.variables, ...sealed });
    await expectGood(prelo(folder, ["build", "--queue"], sealed));
    expect(provider.calls).toHaveLength(requests);
    expect(redis.written()).not.toContain(sealed.PRELO_QUEUE_KEY);
  });

  test("is enough for coordinators and workers with the rights that the documentation lists", async () => {
    const scale = readFileSync(
      new URL("../../docs/how-to/several-machines.md", import.meta.url),
      "utf8",
    );
    const [, rights = ""] = /^ACL SETUSER prelo on >PASSWORD (.+)$/m.exec(scale) ?? [];
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    onTestFinished(() => admin.disconnect());
    await admin.call("ACL", "SETUSER", "prelo", "on", "nopass", ...rights.split(" "));
    const provider = await startProvider();
    const folder = makeJob(job);
    const url = { REDIS_URL: redis.url.replace("redis://", "redis://prelo:none@") };
    await startWorker(folder, { ...provider.variables, ...url });
    await expectGood(prelo(folder, ["build", "--queue"], url));
    expect(provider.calls).toHaveLength(requests);
  });
});
