import { expect, test } from "vitest";
import { parseRateHeaders } from "../../../src/requests/http/rate-headers.ts";

test("each part of a limit may be absent or unreadable by itself", () => {
  const rate = parseRateHeaders({
    "x-ratelimit-limit-requests": "600",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "100ms",
    "x-ratelimit-limit-tokens": "many",
    "x-ratelimit-remaining-tokens": "1999",
  });
  expect(rate).toEqual({
    requests: { limit: 600, remaining: 0, resetMs: 100 },
    tokens: { remaining: 1999 },
  });
  expect(parseRateHeaders({})).toEqual({ requests: {}, tokens: {} });
});
