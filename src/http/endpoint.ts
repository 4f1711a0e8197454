/** An address with what each request needs of it: taken apart once, not for each of thousands. */
export interface Endpoint {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  readonly hostname: string;
}

export function toEndpoint({ origin, pathname, search, host, hostname }: URL): Endpoint {
  return { origin, path: pathname + search, host, hostname };
}
