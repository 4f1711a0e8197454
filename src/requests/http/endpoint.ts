/** What a connection is secured with: absolute paths of PEM files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** An address with what each request needs of it, parsed once instead of for each of thousands. */
export interface Endpoint {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  readonly hostname: string;
  /** What its connections are secured with. */
  readonly tls?: TlsFiles | undefined;
}

export function toEndpoint(
  { origin, pathname, search, host, hostname }: URL,
  tls?: TlsFiles,
): Endpoint {
  return { origin, path: pathname + search, host, hostname, tls };
}
