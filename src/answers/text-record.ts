import { z } from "zod";
import { findConflictMarks } from "../files/find-conflict.ts";
import { hashBytes } from "../files/hash.ts";
import type { JsonObject } from "../job/types.ts";
import { sourceSchema } from "../endpoints/sources.ts";
import { readHeader } from "./header.ts";
import {
  check,
  common,
  foldRun,
  parseYaml,
  request,
  sha256,
  unfoldRun,
  uses,
} from "./record-fields.ts";
import { layOut, takeApart } from "./text-layout.ts";
import type { TextAnswer } from "./types.ts";
import { writeRun, writeYaml } from "./write-yaml.ts";

const textHeader = z.object({
  ...common,
  model: z.string().exactOptional(),
  origin: z.literal("imported").exactOptional(),
  finish: z.string(),
  // Whatever a person wrote there, the answer is good.
  reviewed: z.unknown().transform(String).exactOptional(),
  chosen: z
    .unknown()
    .transform((value) => value === true)
    .exactOptional(),
  markers: z.number().exactOptional(),
  body: sha256,
});

/** A text answer as it arrived: what {@link formatTextRecord} turns into a file. */
export type NewTextAnswer = Omit<TextAnswer, "kind" | "edited" | "markers">;

/**
 * The whole file of a text answer: front matter that a person can read, then the Markdown, then what was
 * asked, in a comment.
 */
export function formatTextRecord(answer: NewTextAnswer): string {
  const { fingerprint, provider, endpoint, served_by, key, chosen, reviewed, accepted, origin } =
    answer;
  const model = origin === "imported" ? undefined : answer.model;
  const text = `${toEncodable(answer.body)}\n`;
  const header =
    writeYaml({ key, chosen, reviewed, origin, model, served_by, provider, endpoint, accepted }) +
    writeRun(foldRun(answer)) +
    writeYaml({
      fingerprint,
      markers: findConflictMarks(text).length || undefined,
      body: hashText(text),
    });
  const { request: body, uses: used, attached, sources } = answer;
  return layOut({ fingerprint, request: body, uses: used, attached, sources }, header, text);
}

/**
 * Reads a text answer's file. The request is parsed only when it is looked at: a rebuild of
 * thousands of answers needs their fingerprints alone.
 * @throws Error that says in what way the record is damaged; PreloError ANSWER_DAMAGED for one that is not,
 * but was written by a later version
 */
export function parseTextRecord(file: string): TextAnswer {
  const { header, text, behind } = takeApart(file);
  const fields = unfoldRun(readHeader(header) ?? parseYaml(header));
  const { body: bodyHash, model, ...answer } = check(textHeader, fields);
  const isImported = answer.origin === "imported";
  if (model === undefined && !isImported) {
    throw new Error("`model` is missing or wrong");
  }
  // On Windows, git checks files out with CRLF line ends: that is no edit.
  const isAsSent = hashText(text) === bodyHash;
  const read = isAsSent ? text : text.replaceAll("\r\n", "\n");
  const body = read.trimEnd();
  if (body === "") {
    throw new Error("its text is empty");
  }
  return withLazyRequest(
    {
      kind: "text",
      model: model ?? "",
      ...answer,
      body,
      edited: isImported || (!isAsSent && hashText(read) !== bodyHash),
    },
    behind,
  );
}

/**
 * The file of a text answer with another text, as a person would write it there: all else stays as it
 * is, byte for byte, so that the record counts as edited.
 */
export function withBody(file: string, body: string): string {
  const { before, after } = takeApart(file);
  const lines = `${toEncodable(body).replaceAll(/\r\n?/g, "\n").trimEnd()}\n${after && "\n"}`;
  return before + (before.endsWith("\r\n") ? lines.replaceAll("\n", "\r\n") : lines) + after;
}

/** The line of a text answer's file, from 1, on which its text begins. @throws Error for what is no record */
export function firstLineOfText(file: string): number {
  return takeApart(file).before.split("\n").length;
}

/** The hash of a text, whatever blank lines end it. */
export function hashText(text: string): string {
  return hashBytes(`${text.trimEnd()}\n`);
}

/** A lone surrogate has no UTF-8: it becomes U+FFFD here, before the hash, not in the file. */
export function toEncodable(text: string): string {
  return text.toWellFormed();
}

const asked = z.object({
  request,
  uses: uses.exactOptional(),
  attached: uses.exactOptional(),
  // A person may have edited them: what is left that can be read counts.
  sources: z.array(sourceSchema).exactOptional().catch([]),
});

function withLazyRequest(
  { uses: inHeader, ...answer }: Omit<TextAnswer, "request" | "attached" | "sources">,
  behind: string | undefined,
): TextAnswer {
  let parsed: z.infer<typeof asked> | undefined;
  const read = (): z.infer<typeof asked> => (parsed ??= readAsked(behind));
  return {
    ...answer,
    get request(): JsonObject {
      return read().request;
    },
    get uses(): TextAnswer["uses"] {
      return inHeader ?? read().uses;
    },
    get sources(): TextAnswer["sources"] {
      // Most have none, and of thousands of records no more is looked at than need be.
      return behind !== undefined && /^sources:/m.test(behind) ? read().sources : undefined;
    },
    get attached(): TextAnswer["attached"] {
      return read().attached;
    },
  };
}

/** Empty when a person's edit has made it unreadable: the answer itself is still good. */
function readAsked(behind: string | undefined): z.infer<typeof asked> {
  try {
    return check(asked, parseYaml(behind ?? ""));
  } catch {
    return { request: {} };
  }
}
