import { createSecureContext } from "node:tls";
import path from "node:path";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { readSource } from "../folder/read-source.ts";
import type { TlsFiles } from "../types.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** What must stand in each of the files. */
const kinds = {
  ca: { marker: /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/, name: "certificate" },
  cert: { marker: /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/, name: "certificate" },
  key: { marker: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, name: "private key" },
} as const;

type Kind = keyof typeof kinds;

/**
 * The files of a provider's `tls`, which may lie anywhere: nothing of them is published or sent.
 * Reports those that cannot be used. What they hold is read again when a connection opens, so that no
 * key stands in a job.
 * @param at leads to `tls`
 */
export function readTls(
  raw: { readonly [kind in Kind]?: string | undefined },
  { file, at, dir }: { readonly file: YamlFile; readonly at: Path; readonly dir: string },
  report: Report,
): TlsFiles {
  const paths: { [kind in Kind]?: string } = {};
  const contents: { [kind in Kind]?: string } = {};
  let isWhole = true;
  for (const kind of ["ca", "cert", "key"] as const) {
    const name = raw[kind];
    if (name === undefined) {
      continue;
    }
    paths[kind] = path.resolve(dir, name);
    const content = readSource(paths[kind]);
    const { marker, name: wanted } = kinds[kind];
    if (typeof content === "string" && marker.test(content)) {
      contents[kind] = content;
      continue;
    }
    isWhole = false;
    const isThere = typeof content === "string" || content.text !== undefined;
    const message = isThere ? `It holds no ${wanted} in PEM form.` : content.message;
    const hint = isThere
      ? `It should hold a part that begins with -----BEGIN …, as \`openssl\` writes it.`
      : content.hint;
    report(file.placeOf([...at, kind]), `${name}: ${message}`, hint);
  }
  const reason = isWhole ? findFault(contents) : undefined;
  if (reason !== undefined) {
    const hint = "The certificate must be that of the key, and the key without a passphrase.";
    report(file.placeOf(at), `No connection can be made with these files: ${reason}.`, hint);
  }
  return paths;
}

/** What OpenSSL finds wrong with the files together; of what they hold it says nothing. */
function findFault(contents: { readonly [kind in Kind]?: string }): string | undefined {
  try {
    createSecureContext(contents);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split(":").at(-1) ?? "").trim() : "";
  }
}
