import type { Leak } from "./leaks.ts";
import type { SecretFinder } from "../secrets/find.ts";
import { adviseToAllow } from "../secrets/fingerprint.ts";
import { maskShapes, redact } from "../secrets/mask.ts";
import type { Trace } from "./leak-sources.ts";

export interface TracedLeak {
  readonly leak: Leak;
  readonly trace: Trace;
}

/** Leaks and places in one message; the rest is counted. */
export const leaksShown = 10;
const placesShown = 4;

const takeOut =
  "Take it out of the prompt, the text or the answer that holds it; nothing was published.";

const kinds: Readonly<Record<Leak["kind"], string>> = {
  value: "its value",
  "URL-encoded": "its value, URL-encoded",
  disguised: "its value, escaped or cut up",
  base64: "its value in base64",
  base32: "its value in base32",
  reversed: "its value backwards",
  hexadecimal: "its value in hexadecimal",
  part: "a part of its value",
  shape: "by its shape",
};

/**
 * Describes leaks: everything that helps to find them, nothing of their content.
 * @param leaks at most {@link leaksShown}
 * @param total how many there are
 */
export function describeLeaks(
  leaks: readonly TracedLeak[],
  total: number,
  secrets: SecretFinder,
): { readonly message: string; readonly hint: string } {
  const lines = leaks.map((one) => `\n  ${describe(one)}`);
  const more = total - leaks.length;
  if (more > 0) {
    lines.push(`\n  and ${more} more`);
  }
  const count = total === 1 ? "a secret" : `${total} secrets`;
  return {
    // The name of a file or a block may itself be the leak.
    message: maskShapes(redact(`the page would publish ${count}:${lines.join("")}`, secrets)),
    hint: takeOut + adviseToAllow(leaks.map(({ leak }) => leak)),
  };
}

function describe({ leak, trace }: TracedLeak): string {
  const { name, kind, places } = leak;
  const { blocks, origins } = trace;
  const where = listSome(
    places.map(({ file, line }) => `${file}, line ${line}`),
    "; ",
  );
  const quoted = blocks.map((id) => `"${id}"`);
  const block =
    quoted.length === 0
      ? "in no single block"
      : `in block${quoted.length > 1 ? "s" : ""} ${listSome(quoted, ", ")}`;
  const from = origins.length === 0 ? "" : `, from ${listSome(origins, ", ")}`;
  return `${name} (${kinds[kind]}): ${where}; ${block}${from}`;
}

function listSome(items: readonly string[], separator: string): string {
  const more = items.length - placesShown;
  const shown = items.slice(0, placesShown).join(separator);
  return more > 0 ? `${shown}${separator}and ${more} more` : shown;
}
