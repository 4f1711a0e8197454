import { sandboxProvider } from "../job/defaults.ts";
import type { ImageEndpoint, ImageSettings, Provider } from "../job/types.ts";
import { chatImages } from "./chat-images.ts";
import type { ImageEndpointAdapter } from "./image-endpoint.ts";
import { images } from "./images.ts";
import { responsesImages } from "./responses-images.ts";

export const imageEndpointAdapters: Readonly<Record<ImageEndpoint, ImageEndpointAdapter>> = {
  images,
  chat: chatImages,
  responses: responsesImages,
};

/** The sandbox draws for one endpoint only, whichever it stands in for. */
export function imageEndpointFor({ endpoint }: ImageSettings, provider: Provider): ImageEndpoint {
  return provider.name === sandboxProvider ? "images" : endpoint;
}
