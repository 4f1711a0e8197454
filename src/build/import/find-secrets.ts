import { PreloError } from "../../errors.ts";
import { findLeaks } from "../../publish/leaks.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import { signedLink } from "../../secrets/shapes.ts";
import { scan } from "../../secrets/scanner.ts";

/** Where a picture stands in a notebook or a page; what has the shape of a key there is chance. */
const picture = /(?<=")[A-Za-z0-9+/=\\n]{200,}(?=")|(?<=;base64,)[A-Za-z0-9+/=]{200,}/g;

/**
 * Refuses a file that holds a secret: it would stand in the project, and on a page.
 * @throws PreloError LEAK_FOUND with each of its lines
 */
export async function assertNoSecret(
  name: string,
  text: string,
  secrets: SecretFinder,
): Promise<void> {
  const searched = text.replaceAll(picture, (bytes) => bytes.replaceAll(/[^\n]/g, ""));
  const leaks = await findLeaks([{ file: name, text: searched }], secrets, scan);
  const lines = leaks
    .flatMap(({ name: what, places }) => places.map(({ line }) => ({ line, what })))
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, what }) => `\n  ${name}:${line}: ${what}`);
  if (lines.length === 0) {
    return;
  }
  const isLink = leaks.some(({ name: what }) => what === signedLink);
  const hints = [
    ...(isLink
      ? ["A signed link expires: save the picture beside the file, and name that in its place."]
      : []),
    ...(leaks.some(({ name: what }) => what !== signedLink)
      ? ["Take the secret out of the file, and revoke it if anybody may have seen it."]
      : []),
    "Nothing was written.",
  ];
  const count = lines.length === 1 ? "a secret" : `${lines.length} secrets`;
  throw new PreloError("LEAK_FOUND", `the file holds ${count}:${lines.join("")}`, {
    hint: hints.join(" "),
  });
}
