import * as z from "zod";

/** A link as it stands, or as the `url` of an object. */
export const address = z.union([
  z.string(),
  z.object({ url: z.string() }).transform(({ url }) => url),
]);

/** One picture of a reply: its bytes, or a link to them that will not live long. */
export type ImageSource = (
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "link"; readonly url: string }
) & { readonly revisedPrompt?: string | undefined };

const dataUri = /^\s*data:[^,]{0,200},/i;

/**
 * A picture as a reply gives it: base64, with or without the beginning of a `data:` URI, or a link,
 * absolute or relative to the request's address.
 * @param expected what the field holds; unset for a field that may hold either, which its text
 *   decides
 */
export function toSource(
  text: string | null | undefined,
  expected?: "base64" | "link",
): ImageSource | undefined {
  if (!text) {
    return undefined;
  }
  const prefix = dataUri.exec(text)?.[0];
  if (prefix !== undefined) {
    const content = decode(text.slice(prefix.length));
    const bytes = Buffer.from(content, /;\s*base64\s*,$/i.test(prefix) ? "base64" : "latin1");
    return bytes.byteLength === 0 ? undefined : { kind: "bytes", bytes };
  }
  if (/^\s*https?:\/\//i.test(text) || expected === "link") {
    // A single word is no address.
    return /[/.]/.test(text) ? { kind: "link", url: text.trim() } : undefined;
  }
  return { kind: "bytes", bytes: Buffer.from(text, "base64") };
}

function decode(content: string): string {
  return content.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
