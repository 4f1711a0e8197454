import { once } from "node:events";
import type { Server } from "node:http";
import { PreloError } from "../errors.ts";

/**
 * Lets a server listen.
 * @param who in a message: `The sandbox`
 * @returns its address; with port 0 that of the free port that it got
 * @throws PreloError USAGE when the port cannot be had
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  who: string,
): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new PreloError("USAGE", `${who} cannot listen on ${host}:${port}.`, {
      hint: "Another program may be using that port: choose another one with --port, or 0 for any free one.",
      cause: error,
    });
  }
  const address = server.address();
  return `http://${host}:${typeof address === "object" ? (address?.port ?? port) : port}`;
}
