import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterFile } from "../../support/after-file.ts";
import { makeFolder } from "./folder.ts";

/** A proxy that knows one way: whatever host is asked for, it leads to the given port of the loopback. */
export interface Proxy {
  readonly url: string;
  /** The hosts that were asked for, with their ports. */
  readonly asked: readonly string[];
}

/** A server that takes the TLS off, for a host that only a proxy knows. */
export interface TlsFront {
  readonly port: number;
  /** The file of the certificate, which no one else vouches for. */
  readonly certificate: string;
}

export async function startProxy(port: number): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", ({ url = "" }, socket: Socket) => {
    asked.push(url);
    const onward = passOn(socket, port);
    onward.once("connect", () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** Wants `openssl`. */
export async function startTlsFront(host: string, port: number): Promise<TlsFront> {
  const folder = makeFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const wanted = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", `/CN=${host}`];
  const names = ["-addext", `subjectAltName=DNS:${host}`, "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", ...wanted, ...names], { stdio: "ignore" });
  const files = { key: readFileSync(key), cert: readFileSync(certificate) };
  const server = createTlsServer(files, (socket) => passOn(socket, port));
  return { port: await listen(server), certificate };
}

/** Passes everything on, both ways. */
function passOn(socket: Socket, port: number): Socket {
  const onward = connect(port, "127.0.0.1");
  socket.pipe(onward).pipe(socket);
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ] as const) {
    one.on("error", () => other.destroy()).on("close", () => other.destroy());
  }
  afterFile(() => void socket.destroy());
  return onward;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterFile(() => void server.close());
  return (server.address() as AddressInfo).port;
}
