import { PreloError } from "../../errors.ts";
import { parseJson } from "../../requests/calls/read-json.ts";
import type { HttpClient } from "../../requests/http/client.ts";
import { toEndpoint } from "../../requests/http/endpoint.ts";
import { type HttpReply, sendOnce } from "../../requests/http/post-json.ts";

/** One request to a site. */
export interface SiteRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly bytes: string | Uint8Array };
}

/** Sends it once, and gives the JSON of the reply; undefined for a 404. */
export type SendJson = (request: SiteRequest) => Promise<unknown>;

const timeoutMs = 60_000;
const maxBytes = 20 * 1024 * 1024;

/** @returns a function that throws PreloError PUBLISH_FAILED, whose message holds nothing of what was sent */
export function createSendJson(client: HttpClient, signal: AbortSignal): SendJson {
  return async ({ method, url, headers, body }) => {
    const to = toEndpoint(new URL(url));
    const reply = await sendOnce(
      client,
      { to, headers, timeoutMs, maxBytes, signal },
      body === undefined
        ? { method: "GET" }
        : {
            method: method === "PUT" ? "PUT" : "POST",
            body: body.bytes,
            contentType: body.contentType,
          },
    ).catch((error: unknown) => {
      signal.throwIfAborted();
      const why = error instanceof PreloError ? error.message : `${to.host} could not be asked`;
      throw new PreloError("PUBLISH_FAILED", why, { cause: error });
    });
    if (reply.status === 404) {
      return undefined;
    }
    const value = parseJson(reply.text);
    if (reply.status >= 200 && reply.status < 300 && value !== undefined) {
      return value;
    }
    throw refused(reply, to.host, method, to.path);
  };
}

function refused({ status }: HttpReply, host: string, method: string, path: string): PreloError {
  const what = `${host} answers ${method} ${path.replace(/\?.*$/, "")} with ${status}`;
  return new PreloError("PUBLISH_FAILED", what, { hint: hintFor(status) });
}

/** What to do about a status that is no success. */
export function hintFor(status: number): string {
  if (status === 401 || status === 403) {
    return "Check the user and the key, and whether they may write posts and upload pictures.";
  }
  if (status >= 300 && status < 400) {
    return "It leads elsewhere: give the address that it leads to as `url`.";
  }
  if (status === 409) {
    return "The post was changed meanwhile: look at it there, and run the same command again.";
  }
  if (status === 413) {
    return "It takes no files of that size: lower the largest of `images.widths`, or raise the site's limit.";
  }
  if (status === 429) {
    return "It takes no more requests for now: run the same command again in some minutes; what is there already is not sent again.";
  }
  return status < 300
    ? "What it says is not JSON: check `url`."
    : "Run the same command again; what is there already is not sent again.";
}
