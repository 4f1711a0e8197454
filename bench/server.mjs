// A provider for benchmarks: answers POST /v1/responses after a fixed time, counts, and can enforce
// a rate limit that it tells in headers (unless `isSilent`): a bucket that holds `burst`, or `most` in each window of
// `windowMs`, or in any stretch of that length (`isSliding`). Runs as a process of its own:
// `node bench/server.mjs '{…}'` prints its address; GET /stats gives the counts.
import { createServer } from "node:http";

const {
  latencyMs = 50,
  requestsPerMinute,
  burst = 10,
  most,
  windowMs = 1000,
  isSliding = false,
  isSilent = false,
} = JSON.parse(process.argv[2] ?? "{}");
/** Of how many requests the refusals are counted apart. */
const first = 250;
const stats = {
  answered: 0,
  limited: 0,
  limitedFirst: 0,
  inFlight: 0,
  peak: 0,
  firstMs: 0,
  lastMs: 0,
};
let tokens = burst;
let refilledAt = performance.now();

const reply = JSON.stringify({
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "bench-1",
  output: [
    {
      type: "message",
      role: "assistant",
      content: [
        { type: "output_text", text: "Two sentences. Plainly said, as was asked.\n".repeat(6) },
      ],
    },
  ],
  usage: { input_tokens: 20, output_tokens: 60, total_tokens: 80 },
});

createServer((request, response) => {
  request.resume();
  if (request.url === "/stats") {
    response.end(JSON.stringify(stats));
    return;
  }
  request.on("end", () => {
    const headers = { "content-type": "application/json", ...takeToken() };
    const limited = headers["retry-after-ms"] !== undefined;
    if (limited) {
      if (stats.answered + stats.limited < first) {
        stats.limitedFirst += 1;
      }
      stats.limited += 1;
    } else {
      stats.answered += 1;
      stats.firstMs ||= performance.now();
      stats.lastMs = performance.now();
    }
    stats.inFlight += 1;
    stats.peak = Math.max(stats.peak, stats.inFlight);
    setTimeout(() => {
      stats.inFlight -= 1;
      response.writeHead(limited ? 429 : 200, headers);
      response.end(
        limited
          ? '{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}'
          : reply,
      );
    }, latencyMs);
  });
}).listen(0, "127.0.0.1", function listening() {
  console.log(`http://127.0.0.1:${this.address().port}/v1`);
});

let began = 0;
/** When those went that the window counts. */
let passed = [];

function takeFromWindow() {
  const now = performance.now();
  if (!isSliding && Math.floor(now / windowMs) !== began) {
    began = Math.floor(now / windowMs);
    passed = [];
  }
  if (isSliding) {
    passed = passed.filter((at) => at > now - windowMs);
  }
  const allowed = passed.length < most;
  if (allowed) {
    passed.push(now);
  }
  const resetMs = Math.ceil(isSliding ? passed[0] + windowMs - now : (began + 1) * windowMs - now);
  return { allowed, remaining: most - passed.length, resetMs, retryAfterMs: resetMs };
}

function takeFromBucket() {
  const now = performance.now();
  const perMs = requestsPerMinute / 60_000;
  tokens = Math.min(burst, tokens + (now - refilledAt) * perMs);
  refilledAt = now;
  const allowed = tokens >= 1;
  if (allowed) {
    tokens -= 1;
  }
  return {
    allowed,
    remaining: Math.floor(tokens),
    resetMs: Math.ceil((burst - tokens) / perMs),
    retryAfterMs: Math.ceil((1 - tokens) / perMs),
  };
}

function takeToken() {
  if (requestsPerMinute === undefined) {
    return {};
  }
  const { allowed, remaining, resetMs, retryAfterMs } =
    most === undefined ? takeFromBucket() : takeFromWindow();
  return {
    ...(!isSilent && {
      "x-ratelimit-limit-requests": String(requestsPerMinute),
      "x-ratelimit-remaining-requests": String(remaining),
      "x-ratelimit-reset-requests": `${resetMs}ms`,
    }),
    ...(!allowed && { "retry-after-ms": String(retryAfterMs) }),
  };
}
