import type { SandboxSettings } from "./options.ts";
import { ApiError } from "./reply.ts";

/** What goes wrong with one API request. */
export type Fault = "reset" | "hang" | "error";

type FaultSettings = Pick<
  SandboxSettings,
  "random" | "resetRate" | "hangRate" | "errorRate" | "cutRate"
>;

/**
 * Draws the fate of an API request: one number for each kind of fault whose rate is above 0, in
 * the order reset, hang, error; the first that falls below its rate decides.
 */
export function drawFault(settings: FaultSettings): Fault | undefined {
  const { random, resetRate, hangRate, errorRate } = settings;
  const rates = [
    ["reset", resetRate],
    ["hang", hangRate],
    ["error", errorRate],
  ] as const;
  return rates.find(([, rate]) => rate > 0 && random() < rate)?.[0];
}

/** True when a picture's download is to break off in the middle. */
export function drawCut({ random, cutRate }: FaultSettings): boolean {
  return cutRate > 0 && random() < cutRate;
}

/**
 * The error of a server in trouble.
 *
 * @param overloaded a 503 instead of a 500
 */
export function createServerError(overloaded: boolean): ApiError {
  return overloaded
    ? new ApiError("The server is overloaded (a fault that the sandbox was asked for).", {
        status: 503,
        type: "service_unavailable_error",
        code: "server_overloaded",
      })
    : new ApiError("The server had an error (a fault that the sandbox was asked for).", {
        status: 500,
        type: "server_error",
      });
}
