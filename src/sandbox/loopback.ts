/**
 * Whether a request's `Host` names this machine's loopback, with any port. A web page can be served
 * under a name that later resolves to 127.0.0.1; the browser then lets it read what a server here
 * answers, but it still sends that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? "");
}
