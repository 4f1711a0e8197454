import type { Dispatcher } from "undici";

/** Ends a reply whose body is not read. Nobody would catch its error, which would end the program. */
export function discard(body: Dispatcher.ResponseData["body"]): void {
  body.on("error", () => undefined).destroy();
}
