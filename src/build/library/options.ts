import * as z from "zod";
import type { CustomFormats } from "../../article/formats/custom-format.ts";
import { ownPageFiles, pageFormats } from "../../article/formats/page-formats.ts";
import type { BuildOptions, Environment } from "../environment.ts";
import { manifestFile } from "../../publish/manifest.ts";
import type { Emit } from "../../requests/events.ts";
import { isSafeName, plainName, safeName } from "../../blocks/settings/values.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { ProviderOptions } from "./providers.ts";

/**
 * What `build`, `plan` and `check` take: the same object for all three; what only a build needs, the
 * other two leave alone.
 */
export interface PreloOptions extends Pick<
  BuildOptions,
  | "articles"
  | "tags"
  | "limit"
  | "shard"
  | "sandbox"
  | "refresh"
  | "budgetUsd"
  | "frozen"
  | "concurrency"
  | "queue"
> {
  /** The job file: a path, relative to the current folder, or a `file:` URL. */
  readonly job: string | URL;
  /** What becomes of stale answers: they are asked for again (the default), or used as they are. */
  readonly stale?: "ask" | "keep";
  /** Whether `check` asks each link of the pages whether it is still there. */
  readonly links?: boolean;
  /** Whether `plan` asks the providers how many tokens the requests take. */
  readonly exact?: boolean;
  /** Overrides `output` of the job file. */
  readonly output?: { readonly formats?: readonly string[] };
  /** Formats beside Prelo's own, by the names that `output.formats` has for them. */
  readonly formats?: CustomFormats;
  /** Each overrides the job file's provider of that name, key by key; a new name is a new provider. */
  readonly providers?: Readonly<Record<string, ProviderOptions>>;
  /** Instead of this process' variables and the `.env` beside the job file. */
  readonly variables?: Environment["variables"];
  /** The time, in milliseconds since the epoch; by default this machine's. */
  readonly now?: () => number;
  /** Is told what happens, as it happens. What it throws stops the build, which then throws it. */
  readonly onEvent?: Emit;
  /**
   * Stops a build as Ctrl-C does: nothing more is sent, and what is under way is finished and recorded.
   * The result's `stoppedBy` says so.
   */
  readonly signal?: AbortSignal;
}

const aFunction = z.custom((value) => typeof value === "function");

/** @param takes follows “takes” in the message about a wrong value @param purpose for the documentation */
function option<T extends z.ZodType>(schema: T, takes: string, purpose: string): z.ZodOptional<T> {
  return schema.optional().meta({ description: takes, purpose });
}

function described<T extends z.ZodType>(schema: T, takes: string): T {
  return schema.meta({ description: takes });
}

const ownFiles = new Set([...ownPageFiles, manifestFile, "img"]);

/** A file that lies beside the pages on every system, and that none of them is. */
const pageFile = z
  .string()
  .regex(/^[\w.-]{1,80}(?<!\.)$/)
  .refine((file) => isSafeName(file.split(".")[0] ?? ""))
  .refine((file) => !ownFiles.has(file.toLowerCase()), { error: "is a file of Prelo's own" });

const format = z.strictObject({
  file: described(pageFile, "the name of a file, such as article.txt"),
  mediaType: z.string().min(1).optional().meta({ description: "a media type, such as text/plain" }),
  version: z
    .union([z.string(), z.number()])
    .optional()
    .meta({ description: "a string or a number" }),
  render: described(aFunction, "a function that gives the page's text"),
});

const formats = z
  .record(safeName, described(format, "an object with `file` and `render`"))
  .superRefine((given, context) => {
    const files = new Set<string>();
    for (const [name, { file }] of Object.entries(given)) {
      if (Object.hasOwn(pageFormats, name)) {
        context.addIssue({ code: "custom", path: [name], message: "is a format of Prelo's own" });
      }
      if (files.has(file.toLowerCase())) {
        const message = "is the file of another format as well";
        context.addIssue({ code: "custom", path: [name, "file"], message });
      }
      files.add(file.toLowerCase());
    }
  });

const providers = z
  .record(
    plainName,
    z
      .looseObject({ apiKey: z.string().regex(/\S/).optional().meta({ description: "the key" }) })
      .meta({ description: "an object, with the keys of the job file's in camelCase" }),
  )
  .refine((given) => !Object.hasOwn(given, sandboxProvider), {
    error: "may not hold `sandbox`, which is built in",
  });

const wholeNumber = z.int().min(1);

const eachOption = z.strictObject({
  job: z
    .union([
      z.string().regex(/\S/),
      z.instanceof(URL).refine((url) => url.protocol === "file:", { error: "is no file: URL" }),
    ])
    .meta({
      description: "the path of the job file, or its file: URL",
      purpose: "The job. A path is relative to the current folder.",
    }),
  articles: option(
    z.array(described(z.string(), "the name of an article")),
    "an array of articles' names",
    "Only these articles: names, paths of prompts or data files, or globs of either (`--article`).",
  ),
  tags: option(
    z.array(described(z.string(), "a tag")),
    "an array of tags",
    "Only articles with one of these tags (`--tag`).",
  ),
  limit: option(
    wholeNumber,
    "a whole number from 1",
    "Only the first so many articles of each table or glob (`--limit`).",
  ),
  shard: option(
    z
      .strictObject({
        number: described(wholeNumber, "a whole number from 1"),
        of: described(wholeNumber, "a whole number from 1"),
      })
      .refine(({ number, of }) => number <= of, {
        error: "may not have a `number` above its `of`",
      }),
    "an object with `number` and `of`",
    "One of several parts of the articles (`--shard`).",
  ),
  sandbox: option(
    z.boolean(),
    "true or false",
    "true: the built-in sandbox answers everything, without a key (`--sandbox`).",
  ),
  stale: option(
    z.enum(["ask", "keep"]),
    '"ask" or "keep"',
    "What becomes of stale answers: asked for again (default), or used as they are (`--stale`).",
  ),
  refresh: option(
    z.union([z.literal("all"), z.array(z.string())]),
    'an array of names (id, article/id; id/4 for one picture), or "all"',
    "Blocks to ask for again although their answers are fresh (`--refresh`).",
  ),
  budgetUsd: option(
    z.number().min(0),
    "a number of US dollars, 0 or more",
    "Overrides `budget.usd` of the job (`--budget-usd`).",
  ),
  frozen: option(
    z.boolean(),
    "true or false",
    "true: `build` sends no request; a missing or stale answer is an error (`--frozen`).",
  ),
  concurrency: option(
    wholeNumber,
    "a whole number from 1",
    "Requests of `build` under way at one time, for every provider (`--concurrency`).",
  ),
  queue: option(
    z.enum(["workers", "local"]),
    '"workers" or "local"',
    "`build` leaves the sending to [workers](several-machines.md) (`--queue`), or takes part in it (`--queue-local`).",
  ),
  links: option(
    z.boolean(),
    "true or false",
    "true: `check` asks each link of the pages whether it is still there (`--links`).",
  ),
  exact: option(
    z.boolean(),
    "true or false",
    "true: `plan` asks the providers how many tokens the requests take (`--exact`).",
  ),
  output: option(
    z.strictObject({
      formats: option(
        z.array(described(z.string(), "the name of a format")).min(1),
        "an array of formats' names, at least one",
        "",
      ),
    }),
    "an object with `formats`",
    "`formats`: what is published, instead of the job's `output.formats`.",
  ),
  formats: option(
    formats,
    "an object of formats by their names",
    "[Formats of your own](#a-format-of-your-own).",
  ),
  providers: option(
    providers,
    "an object of providers by their names",
    "[Providers](#providers-and-keys), over those of the job file.",
  ),
  variables: option(
    z.custom(isVariables),
    "an object of strings",
    "Environment variables, instead of `process.env` and the `.env` beside the job file.",
  ),
  now: option(
    aFunction,
    "a function that gives the time in milliseconds since the epoch",
    "The clock by which answers are dated.",
  ),
  onEvent: option(
    aFunction,
    "a function that takes an event",
    "Is told what `build` does, [as it happens](#events).",
  ),
  signal: option(
    z.custom((value) => value instanceof AbortSignal),
    "an AbortSignal",
    "Stops `build` as Ctrl-C does. `plan` and `check` look at it when they begin, `plan` with `exact` and `check` with `links` to their end.",
  ),
});

/** The options, each with what it takes and what it is for. */
export const optionsSchema = eachOption.superRefine(({ output, formats: given }, context) => {
  const names = [...Object.keys(pageFormats), ...Object.keys(given ?? {})];
  for (const [index, name] of (output?.formats ?? []).entries()) {
    if (!names.includes(name)) {
      context.addIssue({
        code: "custom",
        path: ["output", "formats", index],
        message: `names none of the formats: ${names.join(", ")}`,
      });
    }
  }
});

function isVariables(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => each === undefined || typeof each === "string")
  );
}
