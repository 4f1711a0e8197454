import type { FailureKind } from "./failures.ts";
import type { WireError } from "./wire-error.ts";

/** The error name given to a web page that was meant for people. */
export const pageName = "html_page";

const names = {
  page: new RegExp(`^${pageName}$`),
  /** Names of a 429 that waiting does not cure. */
  quota:
    /^(?:insufficient_(?:quota|balance|credits?|funds)|credit_balance_exhausted|organization_spend_limit_exceeded|project_spend_limit_exceeded|organization_usage_limit_exceeded|billing_hard_limit_reached|billing_not_active|payment_required)$/,
  filtered:
    /content_?policy|content_?filter|moderation|responsible_?ai|safety|prohibited_content|data_inspection_failed|sensitive_content|image_content/,
  tooLong: /context_length|context_window|context_size|request_too_large|string_above_max_length/,
  country: /unsupported_country|country_region|location_not_supported/,
  key: /^(?:invalid_api_key|invalid_authentication|authentication_error|api_key_invalid|unauthenticated|unauthorized)$/,
  model: /^(?:model_not_found|invalid_model|unknown_model|model_not_available)$/,
  noRoom: /^(?:resource_unavailable|capacity_exceeded|flex_\w*capacity\w*)$/,
  rate: /^(?:rate_limit_exceeded|rate_limit_error|rate_limited|rate_limit|slow_down|too_?many_?requests|resource_exhausted|throttl\w*)$/,
  unavailable:
    /^(?:server_error|internal_error|internal_server_error|internal|service_unavailable|unavailable|overloaded|overloaded_error|engine_overloaded|server_busy|capacity_exceeded|resource_unavailable|timeout|timeout_error|deadline_exceeded|upstream_error)$/,
};

const words = {
  quota:
    /insufficient (?:credits?|balance|funds|quota)|credit balance is too low|(?:out of|no|all available) credits|spending limit/i,
  filtered:
    /\bflagged\b|moderation|content (?:policy|filter|management policy)|safety system|usage polic/i,
  tooLong:
    /context (?:length|window|size)|(?:request|payload|prompt|input)(?: entity| is)? too (?:large|long)|reduce the length|inputs\W+ tokens \+/i,
  outputLimit:
    /max_(?:completion_|output_)?tokens\b.*(?:too (?:large|high)|at most|exceed|less than|maximum)/i,
  address: /unexpected endpoint|(?:unknown|invalid) (?:url|endpoint|path)\b|method not allowed/i,
  unknownSetting:
    /(?:unknown|unrecognized|unsupported|unexpected|extra) (?:request )?(?:parameter|argument|field|value|input)/i,
  country: /(?:country|region|territory|location)\b.{0,40}\bnot (?:supported|available|allowed)/i,
  key: /api[ -]?key (?:is )?(?:not valid|invalid|expired|missing)|(?:invalid|incorrect|missing) (?:x-)?api[ -]?key/i,
  noRoom: /resource[ _]unavailable|capacity|overloaded|high demand/i,
  rate: /too many requests|rate limit/i,
  unavailable:
    /service unavailable|internal server error|bad gateway|gateway time-?out|overloaded|temporarily|timed out|\bloading\b|at capacity|try again/i,
  tokensField:
    /unsupported|not supported|unknown|unrecognized|unexpected|cannot find field|not permitted|not allowed|extra (?:inputs|fields)|use 'max_/i,
  model:
    /(?:unknown|invalid|unsupported|no such) model|model\b.{0,100}(?:not found|does not exist|not exist\b|not supported|is not a valid|not available)|not a valid model/i,
};

/** Statuses below 500 that may be temporary, and those from 500 that are not. */
const passing = new Set([408, 409, 425, 498]);
const lasting = new Set([501, 505]);
/** Refusals that may be for want of room, and waits that somebody on the way has ended. */
const refusals = new Set([429, 503]);
const timeouts = new Set([408, 504, 524]);

/**
 * Decides what kind of failure it is: the first verdict that holds. The body's own code decides where the status says too little:
 * in a success, in a 400 and in a 500, which gateways give for everything.
 * @param status of the reply
 * @param inFlex whether the request was for the tier that may have no room
 */
export function judge(status: number, error: WireError, inFlex = false): FailureKind {
  const { message = "", param = "" } = error;
  const isVague = status < 300 || status === 400 || status === 500;
  const meant = (isVague ? error.status : undefined) ?? status;
  const isNamed = (kind: keyof typeof names): boolean =>
    error.names.some((name) => names[kind].test(name));
  const isFaultOfRequest = meant < 500 && meant !== 429;
  const isSaid = (kind: keyof typeof words): boolean =>
    isFaultOfRequest && words[kind].test(message);
  const isSetting =
    isSaid("unknownSetting") || (/^[a-z_]+$/.test(param) && !/^(?:prompt|input|model)/.test(param));
  const isTokens = /max_\w*tokens/.test(param) || (param === "" && /max_\w*tokens/.test(message));

  // `Unknown parameter: 'moderation'` says nothing about the content.
  const isVerdict = isNamed("filtered") || (isSaid("filtered") && !isSetting);
  const isFull = isNamed("noRoom") || words.noRoom.test(message);
  const isServerFault = passing.has(meant) || (meant >= 500 && !lasting.has(meant));
  // Without a code, a success has only its message to tell what failed.
  const isTold = status >= 300 || error.status !== undefined;

  const verdicts: readonly (readonly [FailureKind, boolean])[] = [
    ["redirect", status >= 300 && status < 400],
    ["quota", meant === 402 || isNamed("quota") || isSaid("quota")],
    ["no-room", inFlex && (meant === 498 || (refusals.has(meant) && isFull))],
    ["no-time", inFlex && timeouts.has(meant)],
    ["country", isNamed("country") || isSaid("country")],
    ["filtered", meant !== 401 && isVerdict],
    ["too-long", meant === 413 || isNamed("tooLong") || words.tooLong.test(message)],
    ["key", meant === 401 || isNamed("key") || isSaid("key")],
    ["tokens-field", isTokens && isSaid("tokensField")],
    ["output-limit", isSaid("outputLimit")],
    ["model", (status === 404 && meant === 404) || isNamed("model") || isSaid("model")],
    ["no-route", meant === 404],
    ["address", meant === 405 || isSaid("address")],
    ["blocked", meant === 403 && isNamed("page")],
    ["forbidden", meant === 403],
    ["rate", meant === 429 || (isVague && isNamed("rate"))],
    ["unavailable", isServerFault || (isVague && isNamed("unavailable"))],
    ["setting", isSetting && param !== ""],
    ["rejected", isTold],
    ["rate", words.rate.test(message)],
    ["unavailable", words.unavailable.test(message)],
  ];
  return verdicts.find(([, holds]) => holds)?.[0] ?? "failed";
}
