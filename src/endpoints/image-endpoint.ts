import type { EndpointSample } from "./sample.ts";
import type { ImageParameters, JsonObject, Excerpt } from "./types.ts";
import type { ImageSource } from "./picture-source.ts";
import type { Usage } from "./usage.ts";

export interface ImageReply {
  readonly images: readonly ImageSource[];
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** Pictures that go along with a prompt: each by its hash, or as a `data:` address. */
export interface GivenPictures {
  readonly pictures: readonly string[];
  /** Says by its transparency what of the first one is to be drawn anew. */
  readonly mask?: string;
}

/** A part of a form (`multipart/form-data`). */
export type FormPart =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly file: string;
      readonly mediaType: string;
      readonly bytes: Uint8Array;
    };

/** A way to ask for pictures: all that is known of one stands in its file. */
export interface ImageEndpointAdapter {
  /** Below the provider's base URL. */
  readonly path: string;
  readonly sample: EndpointSample;
  /**
   * The exact JSON body; pure, so that a plan can show and hash it.
   * @param n how many pictures, where one request can ask for several
   * @param given pictures to go along, by their hashes: `data:` addresses take their place when the
   *   request is sent
   */
  buildBody(
    settings: ImageParameters,
    prompt: string,
    n: number,
    given?: GivenPictures,
  ): JsonObject;
  /** Where requests with pictures go, if that is another address, and how they are sent there. */
  readonly edits?: {
    readonly path: string;
    /** The body as the parts of a form. @param body its pictures are `data:` addresses */
    toParts(body: JsonObject): readonly FormPart[];
    /** The body as JSON, as a line of a batch takes it. @param body its pictures are `data:` addresses */
    toJson(body: JsonObject): JsonObject;
  };
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
