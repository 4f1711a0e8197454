import type { IncomingMessage } from "node:http";

type Json = Readonly<Record<string, unknown>>;

/** One request as the server saw it. */
export interface Call {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly body: Json;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage["headers"];
  /** With its query. */
  readonly url: string;
  /** Where the server is: for links to its own files. */
  readonly origin: string;
}

/** What the server sends: JSON, or bytes; or it never answers. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly bytes: Buffer }
  | "hang";
