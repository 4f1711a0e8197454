import { parse } from "yaml";
import { z } from "zod";
import { PreloError } from "../errors.ts";
import { usageFields, usageSchema } from "../endpoints/usage.ts";
import { endpoints } from "../job/types.ts";
import type { Answer } from "./types.ts";

const usageNames: ReadonlySet<string> = new Set(usageFields);

export const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const request = z.record(z.string(), z.json());
export const uses = z.record(z.string(), sha256);

/** What the records of texts and of pictures have in common, `run` taken apart. */
export const common = {
  fingerprint: sha256,
  provider: z.string(),
  endpoint: z.enum(endpoints),
  model: z.string(),
  served_by: z.string().exactOptional(),
  uses: uses.exactOptional(),
  usage: usageSchema.exactOptional(),
  cost_usd: z.number().exactOptional(),
  request_id: z.string().exactOptional(),
  // Whoever wrote a number or a date there meant the words.
  key: z.unknown().transform(String).exactOptional(),
  created: z.string(),
  accepted: z.array(z.object({ fingerprint: sha256, date: z.string() })).exactOptional(),
};

/** What differs each time the same is asked. */
type RunFields = Pick<Answer, "created" | "usage" | "cost_usd" | "request_id"> & {
  readonly finish?: string;
};

/** What differs each time, as it stands on one line of a record: asking again for the same text changes no other. */
export function foldRun({ created, finish, usage, cost_usd, request_id }: RunFields): object {
  return { created, finish, cost_usd, ...usage, request_id };
}

/** The fields of a record with those of `run` among them, where versions before 0.2 wrote them. */
export function unfoldRun(fields: unknown): unknown {
  if (!isFields(fields) || !isFields(fields["run"])) {
    return fields;
  }
  const { run, ...rest } = fields;
  const members = Object.entries(run);
  const used = members.filter(([name]) => usageNames.has(name));
  const told = members.filter(([name]) => !usageNames.has(name));
  return {
    ...rest,
    ...Object.fromEntries(told),
    ...(used.length > 0 && { usage: Object.fromEntries(used) }),
  };
}

/** Without a schema: it is asked of each of thousands of records. */
function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * @throws Error that names the field that is wrong; PreloError ANSWER_DAMAGED for a record that is not
 * damaged, but was written by a later version
 */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const field = result.error.issues[0]?.path.join(".") ?? "";
  const { data: named } = z.object({ endpoint: z.string() }).safeParse(value);
  if (field === "endpoint" && named !== undefined) {
    throw unknownEndpoint(named.endpoint);
  }
  throw new Error(field === "" ? "it is not a record" : `\`${field}\` is missing or wrong`);
}

/** A later version wrote it, and it was paid for: it is not damaged, and not asked for again. */
function unknownEndpoint(name: string): PreloError {
  return new PreloError(
    "ANSWER_DAMAGED",
    `its endpoint "${name}" is none that this version of Prelo knows`,
    { hint: "A later version wrote it: use that one, or move the file away to ask again." },
  );
}

/** Reads YAML without a word of the package's own, which would quote the text that it is about. */
export function parseYaml(text: string): unknown {
  return parse(text, { logLevel: "error" });
}
