import { AttemptError, type ErrorCode, PreloError } from "../errors.ts";

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

/**
 * Turns what undici or a socket threw into an error of ours. A network fault may pass and is
 * retryable; a bad certificate is not.
 * @param host the host only: a URL may hold a signature
 * @param code what a fault of the network is called here
 */
export function toAttemptError(
  error: unknown,
  host: string,
  code: ErrorCode = "PROVIDER_UNREACHABLE",
): PreloError {
  if (error instanceof PreloError) return error;
  const cause = error instanceof Error && error.cause instanceof PreloError ? error.cause : error;
  if (cause instanceof PreloError) return cause;
  const reason = findCode(error) ?? "";
  const certificate = /CERT|SIGNATURE|SELF_SIGNED/.test(reason);
  return new AttemptError(
    code,
    `${host}: ${unreachable[reason] ?? `the connection failed${reason && ` (${reason})`}`}`,
    {
      retryable: !certificate,
      mayBeBilled: !certificate && !beforeSending.has(reason),
      hint: certificate
        ? "Name the authority's certificate in NODE_EXTRA_CA_CERTS if you trust it."
        : "Check base_url, the network and any proxy, then run the same command again.",
      cause: error,
    },
  );
}

function findCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError) return findCode(error.errors[0]);
  if ("code" in error && typeof error.code === "string") return error.code;
  return findCode(error.cause);
}
