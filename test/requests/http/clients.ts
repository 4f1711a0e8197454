import { onTestFinished } from "vitest";
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from "../../../src/requests/http/client.ts";

/** A client that ends with the test. */
export function openClient(options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({ connections: 4, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A signal that nobody aborts. */
export const never = new AbortController().signal;
