import type { EndpointSample } from "./sample.ts";
import type { ImageParameters, JsonObject, Excerpt, Usage } from "./types.ts";
import type { ImageSource } from "./picture-source.ts";

export interface ImageReply {
  readonly images: readonly ImageSource[];
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** A way to ask for pictures: all that is known of one stands in its file. */
export interface ImageEndpointAdapter {
  /** Below the provider's base URL. */
  readonly path: string;
  readonly sample: EndpointSample;
  /**
   * The exact JSON body; pure, so that a plan can show and hash it.
   * @param n how many pictures, where one request can ask for several
   */
  buildBody(settings: ImageParameters, prompt: string, n: number): JsonObject;
  /** The body of one of the requests that a block's pictures are split into. */
  forPictures(body: JsonObject, n: number): JsonObject;
  /** The most pictures of one request. @param configured what the provider is said to take */
  mostPerRequest(model: string, configured: number | undefined): number;
  /**
   * Reads a 200's body.
   * @param excerpt gives the server's words as an error may show them
   * @throws AttemptError when it holds no picture (ANSWER_…, PROVIDER_BAD_RESPONSE)
   */
  readReply(body: unknown, excerpt: Excerpt): ImageReply;
}
