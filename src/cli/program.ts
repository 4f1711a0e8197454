import { dirname } from "node:path";
import { Argument, Command, Option } from "commander";
import { readVersion } from "../build/version.ts";
import {
  addJobOptions,
  addSelectionOptions,
  parseCount,
  parseShare,
  parseUsd,
  parseWhole,
  reporterOption,
  reportOption,
  shardOption,
  summaryOption,
} from "./options.ts";
import { loadDotEnv } from "./dot-env.ts";
import { type JobFlags, toJobOptions } from "./job-flags.ts";
import { describeExamples, exampleNames } from "./starter/examples.ts";
import { write } from "./terminal.ts";

/** The command line: what each command takes. Its work loads only when it is called. */
export function createProgram(): Command {
  const program = new Command("prelo")
    .description("Turns a YAML job into illustrated Markdown articles; pays for nothing twice.")
    .version(readVersion())
    .configureOutput({
      writeOut: (text) => write(process.stdout, text),
      writeErr: (text) => write(process.stderr, text),
    })
    .exitOverride()
    .showHelpAfterError("(--help lists the options)")
    .enablePositionalOptions()
    .hook("preAction", (_, command) => {
      const jobFile = findJobFile(command);
      if (jobFile !== undefined) {
        loadDotEnv(dirname(jobFile));
      }
    });

  addJobOptions(program.command("build"))
    .description(
      "Build the articles: send the requests that have no recorded answer, make the pictures, publish.",
    )
    .option("--frozen", "send no request: a missing or stale answer is an error")
    .option("--no-wait", "do not wait for batches: end with exit code 5 while some are out")
    .option("--concurrency <n>", "most requests at a time, for each provider", parseCount)
    .option("--queue", "let workers send the requests, through the job's queue")
    .option("--queue-local", "like --queue, and also send requests from this machine")
    .addOption(reporterOption())
    .addOption(summaryOption())
    .addOption(reportOption())
    .option("--quiet", "print only failures")
    .option("--verbose", "print every step, and list all pages")
    .action(async (job: string | undefined, flags) => {
      const { runBuild } = await import("./commands/build.ts");
      process.exitCode = await runBuild(job, flags);
    });

  addJobOptions(program.command("plan"))
    .description("Show what a build would ask, why, and what it could cost; send nothing.")
    .option("--all", "list every block, also those with fresh answers")
    .option("--exact", "ask the providers how many tokens the requests take (costs nothing)")
    .option("--json", "for programs: one JSON document")
    .action(async (job: string | undefined, flags) => {
      const { runPlan } = await import("./commands/plan.ts");
      process.exitCode = await runPlan(job, flags);
    });

  addSelectionOptions(program.command("check"))
    .description("Check that the job is valid, answers are fresh, output is current; for CI.")
    .addOption(shardOption())
    .option("--links", "also ask each link of the pages whether it is still there")
    .option("--json", "for programs: one JSON document")
    .option("--junit <file>", "write a JUnit report, which CI systems show")
    .addOption(summaryOption())
    .addOption(
      new Option("--reporter <kind>", "github puts findings on their lines; auto does so there")
        .choices(["auto", "plain", "github"] as const)
        .default("auto" as const),
    )
    .action(async (job: string | undefined, flags) => {
      const { runCheck } = await import("./commands/check.ts");
      process.exitCode = await runCheck(job, flags);
    });

  addSelectionOptions(program.command("publish"))
    .description("Push published articles to a site as drafts; nothing is made public.")
    .requiredOption("--to <name>", "the site, by its name under `publish` in the job")
    .option("--dry-run", "only say what would be pushed")
    .action(async (job: string | undefined, flags) => {
      const { runPublish } = await import("./commands/publish.ts");
      process.exitCode = await runPublish(job, flags);
    });

  program
    .command("init")
    .description("Write a new project: a job file, a first article, schemas for editors.")
    .argument("[folder]", "where to", ".")
    .addOption(new Option("--example <name>", describeExamples()).choices(exampleNames))
    .option("--language <tag>", "the article's, such as es or pt-BR (default: the system's)")
    .addOption(
      new Option("--ci [system]", "a workflow that regenerates changed articles")
        .choices(["github", "gitlab"])
        .preset("github"),
    )
    .action(async (folder: string, flags) => {
      const { runInit } = await import("./commands/init.ts");
      process.exitCode = await runInit(folder, flags);
    });

  program
    .command("new")
    .description("Write a new article where the job picks it up, ready to be edited.")
    .argument("<slug>", "its name: letters, digits and hyphens")
    .option("--job <file>", "the job file", "pipeline.yaml")
    .option("--language <tag>", "such as es or pt-BR (default: that of the other articles)")
    .option("--from <file>", "take over a Markdown file, a Jupyter notebook or a web page")
    .action(async (slug: string, flags) => {
      const { runNew } = await import("./commands/new.ts");
      process.exitCode = await runNew(slug, flags);
    });

  program
    .command("accept")
    .description("Confirm that stale answers are still right: they then count as fresh.")
    .argument("[name...]", "the blocks (id or article/id)")
    .option("--all", "all stale answers")
    .option("--dry-run", "only list them")
    .option("--job <file>", "the job file", "pipeline.yaml")
    .action(async (names: string[], flags) => {
      const { runAccept } = await import("./commands/accept.ts");
      process.exitCode = await runAccept(names, flags);
    });

  program
    .command("history")
    .description("Show the versions of an answer, the newest first: on disk, and in git.")
    .argument("<name>", "the block (id or article/id), or one of its pictures (id/4)")
    .option("--json", "for programs: one JSON document")
    .option("--job <file>", "the job file", "pipeline.yaml")
    .action(async (name: string, flags) => {
      const { runHistory } = await import("./commands/history.ts");
      process.exitCode = await runHistory(name, flags);
    });

  program
    .command("batches")
    .description(
      "List the batches of the job: those that are out, how far they are, what they cost.",
    )
    .argument("[job]", "the job file", "pipeline.yaml")
    .option("--cancel <id>", "cancel one; what it has answered by then is billed, and taken in")
    .option("--json", "for programs: one JSON document")
    .action(async (job: string, flags) => {
      const { runBatches } = await import("./commands/batches.ts");
      process.exitCode = await runBatches(job, flags);
    });

  program
    .command("report")
    .description("Show where the money went: by month, by model, by article.")
    .argument("[job]", "the job file", "pipeline.yaml")
    .option("--json", "for programs: one JSON document")
    .action(async (job: string, flags) => {
      const { runReport } = await import("./commands/report.ts");
      process.exitCode = await runReport(job, flags);
    });

  program
    .command("prune")
    .description("Remove the answers that no block uses any more.")
    .argument("[job]", "the job file", "pipeline.yaml")
    .option("--dry-run", "only list them")
    .option("--edited", "also remove answers that a person edited")
    .action(async (job: string, flags) => {
      const { runPrune } = await import("./commands/prune.ts");
      process.exitCode = await runPrune(job, flags);
    });

  addSelectionOptions(program.command("preview"))
    .description(
      "Show the pages as they would be, on 127.0.0.1, and again when a file changes; say what is stale or missing.",
    )
    .option("--port <n>", "the port; 0 takes a free one", parseWhole, 4020)
    .option("--ask", "add buttons that send requests (without it, nothing is sent)")
    .option("--budget-usd <n>", "send nothing more once this could be passed", parseUsd)
    .action(async (job: string | undefined, flags) => {
      const { runPreview } = await import("./commands/preview.ts");
      process.exitCode = await runPreview(job, flags);
    });

  program
    .command("worker")
    .description("Send requests for runs that use the job's queue, with this machine's own keys.")
    .argument("[job]", "the job file (default: pipeline.yaml)")
    .option("--concurrency <n>", "most requests at a time, for each provider", parseCount)
    .option("--pictures", "also resize and encode pictures")
    .option("--allow <host...>", "further hosts that may be asked, without a key")
    .option(
      "--lock-seconds <n>",
      "a worker that is silent for this long counts as gone (default: 30)",
      parseCount,
    )
    .option("--queue-url-env <name>", "without a job: the variable with Redis' address")
    .option("--name <name>", "without a job: the queue's name", "prelo")
    .action(async (job: string | undefined, flags) => {
      const { runWorker } = await import("./commands/worker.ts");
      process.exitCode = await runWorker(job, flags);
    });

  program
    .command("queue")
    .description("Show the job's queue: its workers, what waits, what is in doubt.")
    .addArgument(
      new Argument(
        "[action]",
        "drain: remove what no worker has begun; retry: forget what is in doubt",
      )
        .choices(["show", "drain", "retry"] as const)
        .default("show" as const),
    )
    .option("--job <file>", "the job file", "pipeline.yaml")
    .option("--queue-url-env <name>", "without a job: the variable with Redis' address")
    .option("--name <name>", "without a job: the queue's name", "prelo")
    .option("--json", "for programs: one JSON document")
    .action(async (action, flags) => {
      const { runQueue } = await import("./commands/queue.ts");
      process.exitCode = await runQueue(action, flags);
    });

  program
    .command("sandbox")
    .description("Run the embedded OpenAI-compatible server alone, to test jobs against.")
    .option("--port <n>", "the port on 127.0.0.1; 0 takes a free one", parseWhole, 4010)
    .option("--latency-ms <n>", "wait before each reply", parseWhole)
    .option("--rpm <n>", "requests a minute; more are answered with 429", parseCount)
    .option("--burst <n>", "requests that may come at once", parseCount)
    .option("--error-rate <x>", "share of requests that fail with a 5xx, 0 to 1", parseShare)
    .option("--reset-rate <x>", "share of requests whose connection is reset", parseShare)
    .option("--hang-rate <x>", "share of requests that are never answered", parseShare)
    .option("--cut-rate <x>", "share of picture downloads that break off", parseShare)
    .option("--flex-refuse-rate <x>", "share of flex requests that find no room", parseShare)
    .option("--batch-seconds <n>", "from a batch's creation to its end (default: 1)", parseWhole)
    .option("--batch-tokens <n>", "prompt tokens of a model that batches may hold", parseCount)
    .option("--batch-expire-rate <x>", "share of batches that expire half done", parseShare)
    .option("--batch-short-rate <x>", "share of batches whose results lack lines", parseShare)
    .option("--batch-zero-rate <x>", "share of batches with lines of status 0", parseShare)
    .option("--link-seconds <n>", "life of a picture's link", parseWhole)
    .addOption(
      new Option("--image-reply <kind>", "links, base64, or what the real API gives")
        .choices(["url", "base64", "auto"] as const)
        .default("auto" as const),
    )
    .action(async (flags) => {
      const { runSandbox } = await import("./commands/sandbox.ts");
      process.exitCode = await runSandbox(flags);
    });

  program
    .command("doctor")
    .description(
      "Check everything a build needs: the machine, the keys, the providers; costs nothing.",
    )
    .argument("[job]", "the job file", "pipeline.yaml")
    .option("--queue", "check the job's queue too: its workers, what waits")
    .option("--json", "for programs: one JSON document")
    .action(async (job: string, flags) => {
      const { runDoctor } = await import("./commands/doctor.ts");
      process.exitCode = await runDoctor(job, flags);
    });

  program
    .command("schema")
    .description("Write the JSON Schemas of the job file and the articles, for editors.")
    .argument("[folder]", "where to", "schema")
    .action(async (folder: string) => {
      const { runSchema } = await import("./commands/schema.ts");
      process.exitCode = await runSchema(folder);
    });

  return program;
}

/** The job file that a command works on; undefined for one that needs none. */
function findJobFile(command: Command): string | undefined {
  const { job, ...flags } = command.opts<JobFlags & { job?: string }>();
  const takesJob = command.registeredArguments[0]?.name() === "job";
  if (job === undefined && !takesJob) {
    return undefined;
  }
  return toJobOptions(job ?? command.args[0], flags).jobFile;
}
