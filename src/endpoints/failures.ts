import type { ErrorCode, Stops } from "../errors.ts";

/** What kind of failure a reply tells of; one line of the table below for each. */
export type FailureKind = keyof typeof failures;

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly stops?: Stops;
}

export const failures = {
  quota: {
    code: "PROVIDER_QUOTA",
    message: "the account's quota or credit is used up",
    hint: "Add credit or raise the limit at the provider; what came back is kept.",
    retryable: false,
    stops: "provider",
  },
  filtered: {
    code: "ANSWER_FILTERED",
    message: "the provider's content filter refused the request",
    hint: "Reword the prompt; the key is not at fault.",
    retryable: false,
  },
  "too-long": {
    code: "PROVIDER_REJECTED",
    message: "the request is larger than the model or the account's limit takes",
    hint: "Shorten the prompt or the answers that it quotes, or lower max_output_tokens.",
    retryable: false,
  },
  "output-limit": {
    code: "PROVIDER_REJECTED",
    message: "the model gives no answer as long as max_output_tokens",
    hint: "Lower max_output_tokens.",
    retryable: false,
  },
  country: {
    code: "PROVIDER_REJECTED",
    message: "the provider does not serve this country or region",
    hint: "The key is not at fault: ask another provider, or from where this one serves.",
    retryable: false,
    stops: "provider",
  },
  key: {
    code: "PROVIDER_AUTH",
    message: "the key was refused",
    hint: "Check the value of KEY.",
    retryable: false,
    stops: "provider",
  },
  "tokens-field": {
    code: "PROVIDER_REJECTED",
    message: "the model knows the output limit by another name",
    hint: "Set max_tokens_field to OTHER_FIELD for this provider.",
    retryable: false,
    stops: "model",
  },
  model: {
    code: "PROVIDER_MODEL",
    message: 'no such model or address; asked for "MODEL"',
    hint: "Check the model's name, base_url and endpoint (many servers know chat alone); GET /v1/models lists what the key may use.",
    retryable: false,
    stops: "model",
  },
  address: {
    code: "PROVIDER_REJECTED",
    message: "the server does not take requests at this address",
    hint: "Check base_url and endpoint: many servers know chat alone.",
    retryable: false,
    stops: "model",
  },
  "no-route": {
    code: "PROVIDER_MODEL",
    message: 'nobody serves this request with "MODEL"',
    hint: "Read what the server says: the model may not take such input, or be for other accounts.",
    retryable: false,
  },
  blocked: {
    code: "PROVIDER_REJECTED",
    message: "a page refuses the request, which is not the API's",
    hint: "Check base_url, and what stands before the API: a proxy, a firewall, a guard against robots.",
    retryable: false,
    stops: "provider",
  },
  forbidden: {
    code: "PROVIDER_AUTH",
    message: "the key may not do this",
    hint: "Check the value of KEY, and what it may do.",
    retryable: false,
  },
  rate: {
    code: "PROVIDER_RATE_LIMIT",
    message: "too many requests",
    hint: "Lower the provider's limits in the job file.",
    retryable: true,
  },
  "no-room": {
    code: "PROVIDER_NO_ROOM",
    message: "there is no room in the flex tier",
    hint: "Run the same command later, or let it be asked at the usual price: `flex: { then: standard }`.",
    retryable: true,
  },
  "no-time": {
    code: "PROVIDER_NO_ROOM",
    message: "the flex tier did not answer in time",
    hint: "Run the same command later, or let it be asked at the usual price: `flex: { then: standard }`.",
    retryable: true,
  },
  unavailable: {
    code: "PROVIDER_UNAVAILABLE",
    message: "the server could not do it now",
    hint: "Run the same command again later; what came back is kept.",
    retryable: true,
  },
  redirect: {
    code: "PROVIDER_REJECTED",
    message:
      "the server sends the request elsewhere, and Prelo does not follow with a prompt and a key",
    hint: "Set base_url to where the API is.",
    retryable: false,
    stops: "provider",
  },
  setting: {
    code: "PROVIDER_REJECTED",
    message: "the model does not take a setting as it is",
    hint: "Change SETTING, or take it out of the settings.",
    retryable: false,
  },
  rejected: {
    code: "PROVIDER_REJECTED",
    message: "the request was rejected",
    hint: "Check the block's settings, `extra` above all, against the API's reference.",
    retryable: false,
  },
  failed: {
    code: "ANSWER_FAILED",
    message: "the reply says that the request failed",
    hint: "Ask again later, or try another model.",
    retryable: false,
  },
} as const satisfies Record<string, Failure>;
