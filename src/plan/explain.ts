import { diffWordsWithSpace } from "diff";
import type { Answer } from "../answers/types.ts";
import { withoutCount, withoutManner } from "../answers/fingerprint.ts";
import { hashBytes } from "../files/hash.ts";
import {
  isJsonList,
  type Endpoint,
  type Json,
  type JsonObject,
  type ResolvedRequest,
} from "../job/types.ts";
import { fillQuotes, quoteOf, sourceName, sourceQuote } from "./quotes.ts";

/**
 * What differs between the recorded request and the one that would be sent now, one line each:
 * `temperature 0 → 0.7`, `answers.resumo changed`, a word diff of a prompt.
 * @param bodies the bodies of the answers that the request uses now, by id
 */
export function explainChange(
  recorded: Answer,
  request: ResolvedRequest,
  bodies: Readonly<Record<string, string>>,
): readonly string[] {
  const changes: string[] = [];
  for (const key of ["provider", "endpoint"] as const) {
    if (recorded[key] !== request[key]) {
      changes.push(`${key} ${recorded[key]} → ${request[key]}`);
    }
  }
  const { uses = {} } = recorded;
  const changed = Object.entries(bodies)
    .filter(([id, body]) => Object.hasOwn(uses, id) && uses[id] !== hashBytes(body))
    .map(([id]) => id);
  changes.push(
    ...changed.map((id) =>
      isGiven(bodies[id]) && request.shown !== undefined
        ? `the picture of ${id} changed`
        : `answers.${id} changed`,
    ),
  );
  const { source } = request;
  const isOther =
    source !== undefined &&
    Object.hasOwn(uses, sourceName) &&
    uses[sourceName] !== hashBytes(source);
  if (isOther) {
    changes.push("its source changed");
  }
  const files = explainAttached(recorded, request);
  changes.push(...files);
  if (Object.keys(recorded.request).length === 0) {
    return [...changes, "the recorded request cannot be read"];
  }
  const hasFiles = (recorded.attached ?? request.attached) !== undefined;
  const before = fieldsOf(
    recorded.endpoint,
    fillQuotes(recorded.request, bodies, source),
    hasFiles,
  );
  const after = fieldsOf(request.endpoint, request.body, hasFiles);
  // An answer whose text the record repeats explains the prompt's change: no diff of it as well.
  const written = JSON.stringify(recorded.request);
  const explainsPrompt =
    changed.some((id) => !written.includes(quoteOf(id))) ||
    (isOther && !written.includes(sourceQuote));
  for (const change of compareObjects(before, after)) {
    const isPrompt = /^(?:prompt|system|image|earlier turns)$|\.image_url(?:\.url)?$/.test(
      change.name,
    );
    if (!(isPrompt && explainsPrompt)) {
      changes.push(change.text);
    }
  }
  return changes.length > 0 ? changes : ["the record's fingerprint is not that of its request"];
}

/** Which files and articles that go along are others than before. */
function explainAttached(recorded: Answer, { attached = [] }: ResolvedRequest): readonly string[] {
  const before = recorded.attached ?? {};
  const now = Object.fromEntries(attached.map(({ key, sha256 }) => [key, sha256]));
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    if (!Object.hasOwn(before, key)) {
      return [`${key} was added`];
    }
    if (!Object.hasOwn(now, key)) {
      return [`${key} was taken away`];
    }
    return before[key] === now[key] ? [] : [`${key} changed`];
  });
}

/**
 * What counts of a body; the prompt, the system text and what was said before under one name each, whatever
 * the endpoint calls them.
 * @param hasFiles whether files go along, which are told of by their names
 */
function fieldsOf(endpoint: Endpoint, body: JsonObject, hasFiles: boolean): JsonObject {
  const { input, instructions, messages, ...rest } = withoutManner(withoutCount(endpoint, body));
  const list = messages ?? input;
  const said = isJsonList(list) ? list.filter(isObject) : [];
  const content = (message: JsonObject | undefined): Json | undefined =>
    message && (hasFiles ? withoutFiles(message["content"] ?? null) : message["content"]);
  const { prompt: only } = rest;
  const system = instructions ?? content(said.find(isSystem));
  const turns = said.filter((each) => !isSystem(each));
  const last = turns.at(-1);
  const plain = typeof input === "string" ? input : only;
  const prompt = content(last) ?? (hasFiles && plain !== undefined ? withoutFiles(plain) : plain);
  return {
    ...rest,
    ...(system !== undefined && { system }),
    ...(prompt !== undefined && { prompt }),
    ...(turns.length > 1 && {
      "earlier turns": turns.slice(0, -1).map((each) => content(each) ?? null),
    }),
  };
}

function isSystem({ role }: JsonObject): boolean {
  return role === "system";
}

/** What is said, without the parts that stand for files. */
function withoutFiles(content: Json): Json {
  if (typeof content === "string") {
    return content.replaceAll(/sha256:[\da-f]{64}/g, "");
  }
  const parts = isJsonList(content)
    ? content.filter((part) => !/sha256:[\da-f]{64}/.test(JSON.stringify(part)))
    : [];
  const [only] = parts;
  return parts.length === 1 && isObject(only) ? (only["text"] ?? null) : content;
}

interface Change {
  readonly name: string;
  readonly text: string;
}

function compareObjects(before: JsonObject, after: JsonObject, path = ""): readonly Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    compareValues(own(before, key), own(after, key), path === "" ? key : `${path}.${key}`),
  );
}

/** A body may have any keys, those of every object (`valueOf`) among them. */
function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function compareValues(
  before: Json | undefined,
  after: Json | undefined,
  path: string,
): readonly Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return [];
  }
  if (isJsonList(before) && isJsonList(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      compareValues(before[index], after[index], path),
    ).flat();
  }
  if (isObject(before) && isObject(after)) {
    return compareObjects(before, after, path);
  }
  if (
    [before, after].some((each) => typeof each === "string" && /^sha256:[\da-f]{64}$/.test(each))
  ) {
    return [{ name: path, text: describeGiven(path, before, after) }];
  }
  if (typeof before === "string" && typeof after === "string" && /\s/.test(before + after)) {
    return [{ name: path, text: `${path}: ${diffText(before, after)}` }];
  }
  return [{ name: path, text: `${path} ${show(before)} → ${show(after)}` }];
}

/** Whether what is used of a block is pictures, by their hashes. */
function isGiven(content: string | undefined): boolean {
  return /^sha256:[\da-f]{64}$/m.test(content ?? "");
}

/** A picture that goes along is known by its hash alone, which says nothing to a person. */
function describeGiven(path: string, before: Json | undefined, after: Json | undefined): string {
  const name = path === "mask" ? "the mask" : "a reference";
  if (before === undefined) {
    return `${name} was added`;
  }
  return after === undefined ? `${name} was taken away` : `${name} is another picture`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isJsonList(value);
}

function show(value: Json | undefined): string {
  if (value === undefined) {
    return "(none)";
  }
  const text = typeof value === "string" ? fold(value) : JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

const shownLength = 80;
/** Characters of unchanged text that are kept on each side of a change. */
const contextLength = 24;

/** A word diff: `Escreva um resumo [-curto-]{+longo+} do …`. */
export function diffText(before: string, after: string): string {
  if (fold(before) === fold(after)) {
    return "only spaces and line breaks changed";
  }
  const parts = diffWordsWithSpace(fold(before), fold(after), { maxEditLength: 400 });
  if (parts === undefined) {
    return "rewritten";
  }
  return parts
    .map(({ value, added, removed }, index) => {
      if (added) {
        return `{+${value}+}`;
      }
      if (removed) {
        return `[-${value}-]`;
      }
      return shorten(value, index === 0, index === parts.length - 1);
    })
    .join("");
}

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function shorten(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 2 * contextLength) {
    return text;
  }
  const head = isFirst ? "" : text.slice(0, contextLength);
  const tail = isLast ? "" : text.slice(-contextLength);
  return `${head}…${tail}`;
}
