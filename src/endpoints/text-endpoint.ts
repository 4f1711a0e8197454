import type { Dialect, JsonObject, Quote, TextParameters, Usage } from "./types.ts";

/** What is asked of a text model. */
export interface TextPrompt {
  readonly system?: string | undefined;
  readonly prompt: string;
  /** The address of a picture to look at; not for completions. */
  readonly picture?: string | undefined;
}

/** A whole, usable answer. */
export interface TextReply {
  readonly text: string;
  readonly finish: string;
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
}

/** One of the three ways to ask for text. */
export interface TextEndpointAdapter {
  /** Below the provider's base URL. */
  readonly path: string;
  /** The exact JSON body; pure, so that a plan can show and hash it. */
  buildBody(settings: TextParameters, prompt: TextPrompt, dialect: Dialect): JsonObject;
  /**
   * Reads a 200's body.
   * @param quote gives the server's words as an error may show them
   * @throws AttemptError when it is not a whole answer (ANSWER_…, PROVIDER_BAD_RESPONSE)
   */
  readReply(body: unknown, quote: Quote): TextReply;
}
