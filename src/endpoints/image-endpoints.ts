import type { ImageEndpoint } from "./types.ts";
import { chatImages } from "./chat-images.ts";
import type { ImageEndpointAdapter } from "./image-endpoint.ts";
import { images } from "./images.ts";
import { responsesImages } from "./responses-images.ts";

export const imageEndpointAdapters: Readonly<Record<ImageEndpoint, ImageEndpointAdapter>> = {
  images,
  chat: chatImages,
  responses: responsesImages,
};
