import type { EndpointSample } from "./sample.ts";
import type { Dialect, JsonObject, Excerpt, TextParameters } from "./types.ts";
import type { Usage } from "./usage.ts";

/** What is asked of a text model. */
export interface TextPrompt {
  readonly system?: string | undefined;
  readonly prompt: string;
  /** The address of a picture to look at, for an endpoint that takes one. */
  readonly picture?: string | undefined;
  /** The JSON Schema that the answer is to fit, for an endpoint that takes one. */
  readonly schema?: JsonObject | undefined;
}

/** A whole, usable answer. */
export interface TextReply {
  readonly text: string;
  readonly finish: string;
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** A way to ask for text: all that is known of one stands in its file. */
export interface TextEndpointAdapter {
  /** Below the provider's base URL. */
  readonly path: string;
  /** Whether a picture can be shown to the model. */
  readonly takesPicture: boolean;
  /** Set where it can be asked for JSON of a structure: where else in a body that would stand. */
  readonly structure?: { readonly extraKey: readonly string[] };
  /** What its output limit may be called, where the job can choose that. */
  readonly tokensFields?: readonly Dialect["maxTokensField"][];
  readonly sample: EndpointSample;
  /** The exact JSON body; pure, so that a plan can show and hash it. */
  buildBody(settings: TextParameters, prompt: TextPrompt, dialect: Dialect): JsonObject;
  /**
   * Reads a 200's body.
   * @param excerpt gives the server's words as an error may show them
   * @throws AttemptError when it is not a whole answer (ANSWER_…, PROVIDER_BAD_RESPONSE)
   */
  readReply(body: unknown, excerpt: Excerpt): TextReply;
}
