import { z } from "zod";
import { endpoints } from "../job/types.ts";
import { check, parseYaml, sha256 } from "./record-fields.ts";
import { hashText } from "./text-record.ts";
import { stringifyExact } from "./write-yaml.ts";

const pageText = z.object({
  // A person may write a title such as 1984 without quotes.
  text: z.union([z.string(), z.int(), z.boolean()]).transform(String).pipe(z.string().regex(/\S/)),
  /** The hash of the text that it translates. */
  source: sha256,
  /** The fingerprint of the request for it alone: what it depends on. */
  request: sha256,
  /** The hash of the text as it came: another one was edited. */
  came: sha256,
  /** Which of the runs below it came with. */
  run: z.string(),
});

const pageRun = z.object({
  provider: z.string(),
  endpoint: z.enum(endpoints),
  model: z.string(),
  served_by: z.string().exactOptional(),
  input_tokens: z.number().exactOptional(),
  output_tokens: z.number().exactOptional(),
  cost_usd: z.number().exactOptional(),
  request_id: z.string().exactOptional(),
});

const pageRecord = z.object({
  reviewed: z.unknown().transform(String).exactOptional(),
  texts: z.record(z.string(), pageText),
  runs: z.record(z.string(), pageRun),
});

/** One short text of a translated page. */
export type PageText = z.output<typeof pageText>;
/** The short texts of a translated page, by their names, and what brought them, by when that was. */
export type PageRecord = z.output<typeof pageRecord>;

export const emptyPageRecord: PageRecord = { texts: {}, runs: {} };

/** Whether a person changed a text since it came. */
export function isEditedText({ text, came }: Pick<PageText, "text" | "came">): boolean {
  return hashText(text) !== came;
}

/** The file's text; runs of which nothing is left are left out. */
export function formatPageRecord({ reviewed, texts, runs }: PageRecord): string {
  const used = new Set(Object.values(texts).map(({ run }) => run));
  return stringifyExact({
    ...(reviewed !== undefined && { reviewed }),
    texts,
    runs: Object.fromEntries(Object.entries(runs).filter(([run]) => used.has(run))),
  });
}

/** @throws Error that says in what way the record is damaged */
export function parsePageRecord(file: string): PageRecord {
  return check(pageRecord, parseYaml(file));
}
