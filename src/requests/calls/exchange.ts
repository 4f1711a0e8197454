import type { ImageReply } from "../../endpoints/image-endpoint.ts";
import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import type { TextReply } from "../../endpoints/text-endpoint.ts";
import { textEndpointAdapters } from "../../endpoints/text-endpoints.ts";
import type { ImageEndpoint, TextEndpoint } from "../../endpoints/types.ts";
import type { JsonObject } from "../../job/types.ts";
import { type ApiReply, callApi, type Connection } from "./call.ts";
import { encodeForm } from "../http/form.ts";
import type { HttpClient } from "../http/client.ts";

/** No answer in text is longer, in bytes of JSON. */
const maxTextBytes = 16 * 1024 * 1024;

/** One attempt at one request. */
export interface Call {
  readonly model: string;
  readonly body: JsonObject;
  /** What is left of the request's deadline, in milliseconds. */
  readonly leftMs: number;
  /** The most tokens it can take. */
  readonly boundTokens: number;
  /** What makes two requests the same, also to another run: one reply may answer both. */
  readonly identity: () => string;
  /** Is told how long it waited elsewhere before it was sent, in milliseconds. */
  readonly onWaited?: (waitedMs: number) => void;
}

export interface TextCall extends Call {
  readonly endpoint: TextEndpoint;
}

export interface ImagesCall extends Call {
  readonly endpoint: ImageEndpoint;
  /** True when pictures go along, as `data:` addresses in the body. */
  readonly givesPictures?: boolean | undefined;
  /** The longest reply, in bytes. */
  readonly maxBytes: number;
  /** What one picture may be. */
  readonly limits: { readonly maxPixels: number; readonly maxBytes: number };
}

/** A picture of a reply that another machine fetched, and keeps until it is recorded here. */
export interface HeldPicture {
  readonly kind: "held";
  /** @throws PreloError that says why there is none */
  readonly load: () => Promise<Buffer>;
  /** Says that it is recorded. */
  readonly release: () => Promise<void>;
  readonly revisedPrompt?: string | undefined;
}

/** A reply with pictures, each to be had where its source says. */
export type PicturesReply = Omit<ImageReply, "images"> & {
  readonly images: readonly (ImageReply["images"][number] | HeldPicture)[];
};

/** What came of an attempt. */
export type Exchanged<Reply> = ApiReply<Reply> & {
  /** The reply was there already: nothing was sent, or paid for, by this run. */
  readonly alreadyPaid?: boolean;
  /** Who sent it, where that is another machine. */
  readonly worker?: string;
};

/**
 * The way to a provider: over HTTP from here, or by another machine.
 * @throws AttemptError PROVIDER_… or ANSWER_…, with the decision whether to retry
 */
export interface Exchange {
  text(call: TextCall): Promise<Exchanged<TextReply>>;
  images(call: ImagesCall): Promise<Exchanged<PicturesReply>>;
}

/** Sends from here. */
export function openHttpExchange(
  client: HttpClient,
  connection: Connection,
  context: { signal: AbortSignal; now: () => number },
): Exchange {
  return {
    text: ({ endpoint, ...call }) => {
      const adapter = textEndpointAdapters[endpoint];
      const { path } = adapter;
      return callApi(
        client,
        connection,
        {
          ...call,
          path,
          read: (body, excerpt) => adapter.readReply(body, excerpt),
          tokensField: adapter.tokensFields?.find((field) => field in call.body),
          maxBytes: maxTextBytes,
        },
        context,
      );
    },
    images: ({ endpoint, givesPictures = false, ...call }) => {
      const adapter = imageEndpointAdapters[endpoint];
      const edits = givesPictures ? adapter.edits : undefined;
      const { path } = edits ?? adapter;
      return callApi(
        client,
        connection,
        {
          ...call,
          path,
          ...(edits && { encode: (body: JsonObject) => encodeForm(edits.toParts(body)) }),
          read: (body, excerpt) => adapter.readReply(body, excerpt),
        },
        context,
      );
    },
  };
}
