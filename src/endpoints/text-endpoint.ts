import type { Source } from "./sources.ts";
import type { EndpointSample } from "./sample.ts";
import type { Dialect, JsonObject, Excerpt, TextParameters } from "./types.ts";
import type { Usage } from "./usage.ts";

/** A file that goes along with what is said. Its content is named by its hash until it is sent. */
export interface AttachedPart {
  readonly kind: "picture" | "pdf" | "text";
  /** As the model is told. */
  readonly name: string;
  readonly sha256: string;
}

/** What was said before the prompt. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly attached?: readonly AttachedPart[];
}

/** What is asked of a text model. */
export interface TextPrompt {
  readonly system?: string | undefined;
  readonly prompt: string;
  /** What was said before it, for an endpoint that takes a conversation. */
  readonly turns?: readonly Turn[] | undefined;
  /** Files that go along with the prompt; what is no text, only where {@link TextEndpointAdapter.takesPicture}. */
  readonly attached?: readonly AttachedPart[] | undefined;
  /** The address of a picture to look at, for an endpoint that takes one. */
  readonly picture?: string | undefined;
  /** The JSON Schema that the answer is to fit, for an endpoint that takes one. */
  readonly schema?: JsonObject | undefined;
}

/** A whole, usable answer. */
export interface TextReply {
  readonly text: string;
  /** Where the answer got what it says; unset where the reply names nothing. */
  readonly sources?: readonly Source[] | undefined;
  readonly finish: string;
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** A way to ask for text: all that is known of one stands in its file. */
export interface TextEndpointAdapter {
  /** Below the provider's base URL. */
  readonly path: string;
  /** Whether it takes more than one text: a picture, a file, a conversation. */
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
