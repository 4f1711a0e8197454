import { AttemptError, type ErrorCode, PreloError } from "../../errors.ts";

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the connection timed out",
  EPIPE: "the connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "connecting took too long",
  UND_ERR_SOCKET: "the connection was closed before the reply was complete",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the reply was shorter than announced",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate chain is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};

/** Faults in which no byte of the request can have reached the server. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** A side that speaks TLS while the other does not, or a server that does not speak HTTP at all. */
const otherProtocol =
  /^(?:HPE_INVALID_CONSTANT$|ERR_SSL_(?:WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST)|EPROTO$)/;
/** A single reply that is not valid HTTP: the server's next one may be. */
const brokenReply = /^HPE_/;
const tooManyHeaders = "UND_ERR_HEADERS_OVERFLOW";

/**
 * Turns what undici or a socket threw into one of Prelo's errors. A network fault may pass and is
 * retryable; a bad certificate, an unknown host name and a port that speaks another protocol are
 * not, and every further request to the address would fail the same way.
 * @param host the host only: a URL may hold a signature
 * @param code what a fault of the network is called here
 */
export function toAttemptError(
  error: unknown,
  host: string,
  code: ErrorCode = "PROVIDER_UNREACHABLE",
): PreloError {
  if (error instanceof PreloError) {
    return error;
  }
  const cause = error instanceof Error && error.cause instanceof PreloError ? error.cause : error;
  if (cause instanceof PreloError) {
    return cause;
  }
  const reason = findCode(error) ?? "";
  const lasting = findLastingFault(reason);
  const isOfReply =
    lasting === undefined && (reason === tooManyHeaders || brokenReply.test(reason));
  if (isOfReply) {
    return toBadReply(reason, host, code, error);
  }
  const what = lasting?.message ?? unreachable[reason];
  return new AttemptError(
    code,
    `${host}: ${what ?? `the connection failed${reason && ` (${reason})`}`}`,
    {
      retryable: lasting === undefined,
      ...(lasting !== undefined && { stops: "provider" }),
      mayBeBilled: lasting === undefined && !beforeSending.has(reason),
      hint:
        lasting?.hint ??
        "Check base_url (http or https?), the network and any proxy, then run the same command again.",
      cause: error,
    },
  );
}

/** The server was there, and may have done, and charged for, the work. */
function toBadReply(reason: string, host: string, code: ErrorCode, cause: unknown): AttemptError {
  const isTooLong = reason === tooManyHeaders;
  return new AttemptError(
    code === "PROVIDER_UNREACHABLE" ? "PROVIDER_BAD_RESPONSE" : code,
    `${host}: ${isTooLong ? "the reply's headers are longer than 16 KiB" : `the reply is no valid HTTP (${reason})`}`,
    {
      retryable: !isTooLong,
      mostAttempts: 2,
      mayBeBilled: true,
      hint: "Look at the server, and at what stands between: a proxy or gateway.",
      cause,
    },
  );
}

function findLastingFault(reason: string): { message?: string; hint: string } | undefined {
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(reason)) {
    return { hint: "Name the authority's certificate in NODE_EXTRA_CA_CERTS if you trust it." };
  }
  if (reason === "ENOTFOUND") {
    return { hint: "Check the host's name in base_url, letter by letter, and the network." };
  }
  if (otherProtocol.test(reason)) {
    return {
      message: "what answers there does not speak the protocol that the address names",
      hint: "Check base_url: http:// where it says https://, or the other way round, and its port.",
    };
  }
  return undefined;
}

function findCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if (error instanceof AggregateError) {
    return findCode(error.errors[0]);
  }
  if ("code" in error && typeof error.code === "string") {
    return error.code;
  }
  // undici has no code of its own for what is not HTTP: only its message says what was wrong.
  if (error.name === "HTTPParserError") {
    return /expected http/i.test(error.message) ? "HPE_INVALID_CONSTANT" : "HPE_INVALID";
  }
  return findCode(error.cause);
}
