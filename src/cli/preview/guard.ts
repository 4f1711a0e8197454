import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isLoopbackHost } from "../../sandbox/loopback.ts";
import { tokenHeader } from "./wire.ts";

/** A secret that a page of the preview shows when it wants something done. */
export function makeToken(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Whether a request may be answered; else the status to refuse it with. A site on the web can make a
 * browser send requests here, and can have its own name lead here: the first knows no token, and the second
 * is not this host.
 */
export function refusalOf(request: IncomingMessage, token: string): number | undefined {
  const { host, origin } = request.headers;
  if (!isLoopbackHost(host)) {
    return 421;
  }
  if (request.method === "GET" || request.method === "HEAD") {
    return undefined;
  }
  if (request.method !== "POST") {
    return 405;
  }
  const isOwn = origin === `http://${host}` && isToken(request.headers[tokenHeader], token);
  return isOwn ? undefined : 403;
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
