import type { Leak } from "../article/leaks.ts";
import { maskShapes } from "../job/mask-secrets.ts";
import type { SecretFinder } from "../secrets/find.ts";
import { fingerprintOf } from "../secrets/fingerprint.ts";
import { redact } from "../secrets/redact.ts";
import type { Trace } from "./leak-sources.ts";

export interface TracedLeak {
  readonly leak: Leak;
  readonly trace: Trace;
}

/** Leaks and places in one message; the rest is counted. */
const leaksShown = 10;
const placesShown = 4;

const kinds: Readonly<Record<Leak["kind"], string>> = {
  value: "its value",
  "URL-encoded": "its value, URL-encoded",
  disguised: "its value, escaped or cut up",
  base64: "its value in base64",
  hexadecimal: "its value in hexadecimal",
  part: "a part of its value",
  shape: "by its shape",
};

/** What to say of leaks: all that helps to find them, nothing of what they are. */
export function describeLeaks(
  leaks: readonly TracedLeak[],
  secrets: SecretFinder,
): { readonly message: string; readonly hint: string } {
  const shown = leaks.slice(0, leaksShown);
  const lines = shown.map((one) => `\n  ${describe(one)}`);
  const more = leaks.length - shown.length;
  if (more > 0) lines.push(`\n  and ${more} more`);
  const count = leaks.length === 1 ? "a secret" : `${leaks.length} secrets`;
  return {
    // A name of a file or a block may itself be what leaks.
    message: maskShapes(redact(`the page would publish ${count}:${lines.join("")}`, secrets)),
    hint: advise(shown),
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

function advise(leaks: readonly TracedLeak[]): string {
  const take =
    "Take it out of the prompt, the text or the answer that holds it; nothing was published.";
  const allowable = leaks.map(({ leak }) => leak).filter(({ isKey }) => !isKey);
  if (allowable.length === 0) return take;
  const fingerprints = [...new Set(allowable.map(({ name, found }) => fingerprintOf(name, found)))];
  return `${take} If it is none (an example, say), allow it in the job file: leaks: { allow: [${fingerprints.join(", ")}] }`;
}
