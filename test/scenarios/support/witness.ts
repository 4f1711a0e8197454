import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterFile } from "../../support/after-file.ts";

/** A proxy that lets nothing through, and tells how often something wanted to leave the machine. */
export interface Witness {
  readonly variables: { readonly HTTP_PROXY: string; readonly HTTPS_PROXY: string };
  readonly connections: () => number;
}

export async function startWitness(): Promise<Witness> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterFile(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { variables: { HTTP_PROXY: url, HTTPS_PROXY: url }, connections: () => connections };
}
