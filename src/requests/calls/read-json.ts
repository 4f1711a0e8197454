import { AttemptError } from "../../errors.ts";
import type { HttpReply } from "../http/post-json.ts";
import { readHeader } from "../http/retry-after.ts";
import type { Excerpt } from "../../endpoints/types.ts";
import { tellsOfError } from "../../endpoints/wire-error.ts";

/**
 * The parsed body; undefined when it is no JSON. Of a stream, which is no answer, the first event
 * that tells of an error.
 */
export function parseJson(text: string): unknown {
  return parse(text) ?? readErrorEvent(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^(?:\s|:[^\n]*\n)+/, "").trim());
  } catch {
    // The parser's error quotes the text, which may hold anything: it is not passed on.
    return undefined;
  }
}

/** How many events of a stream are looked at. */
const mostEvents = 1000;

function readErrorEvent(text: string): unknown {
  if (!eventStart.test(text.trimStart().slice(0, 200))) {
    return undefined;
  }
  return text
    .split(/\r?\n/, mostEvents)
    .filter((line) => line.startsWith("data:"))
    .map((line) => parse(line.slice("data:".length)))
    .find(tellsOfError);
}

/** How a stream of events begins (server-sent events). */
const eventStart = /^(?:data|event|id|retry|):/;

/** Says what a success is whose body is no JSON. Only one that broke off is worth a second try. */
export function toUnreadable(reply: HttpReply, host: string, excerpt: Excerpt): AttemptError {
  const { what, hint, mayPass = false } = describe(reply, excerpt);
  return new AttemptError("PROVIDER_BAD_RESPONSE", `${host}: ${what}`, {
    retryable: mayPass,
    ...(mayPass && { mostAttempts: 2 }),
    mayBeBilled: true,
    hint: hint ?? "Check that base_url names an OpenAI-compatible API (it often ends in /v1).",
  });
}

function describe(
  { text, headers }: HttpReply,
  excerpt: Excerpt,
): { what: string; hint?: string; mayPass?: boolean } {
  const type = (readHeader(headers, "content-type") ?? "").toLowerCase();
  const start = text.trimStart().slice(0, 200);
  if (start === "") {
    return { what: "the reply is empty", mayPass: true };
  }
  if (type.includes("event-stream") || eventStart.test(start)) {
    return stream;
  }
  if (type.includes("html") || /^<(?:!doctype|html|head|body)/i.test(start)) {
    const title = excerpt(readTitle(text));
    return { what: `the reply is an HTML page${title === undefined ? "" : `, "${title}"`}` };
  }
  if (start.startsWith("<")) {
    return { what: "the reply is XML, not JSON" };
  }
  if (/^[[{]/.test(start)) {
    const [first = "", second = ""] = text.trim().split(/\r?\n/, 2);
    if (parseJson(first) !== undefined && /^[[{]/.test(second)) {
      return stream;
    }
    if (/[:,[]\s*(?:-?Infinity|NaN)\b/.test(text)) {
      return {
        what: "the reply is not JSON: it holds NaN or Infinity",
        hint: "Turn off at the server what gives such a number, such as logprobs.",
      };
    }
    if (!/[\]}]$/.test(text.trimEnd())) {
      return { what: "the reply is JSON that breaks off", mayPass: true };
    }
  }
  const said = /^[\w\s]/.test(start) ? excerpt(text) : undefined;
  return { what: `the reply is not JSON${said === undefined ? "" : `, but words: "${said}"`}` };
}

const stream = {
  what: "the reply is a stream, though none was asked for",
  hint: "Prelo reads whole replies: turn streaming off at the server or gateway.",
};

/** An HTML page's title, or else its heading; of an error in XML its message. */
export function readTitle(html: string): string | undefined {
  const start = html.slice(0, 20_000);
  return /<(?:title|h1|message)\b[^>]{0,200}>([^<]{1,300})/i.exec(start)?.[1];
}
