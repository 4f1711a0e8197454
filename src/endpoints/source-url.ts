import { looksLikeSecret } from "../secrets/shapes.ts";

/** Parameters that say who followed a link, not where it leads. */
const tracking =
  /^(?:utm_\w+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|srsltid|mc_[ce]id|_hs(?:enc|mi)|vero_id|oly_(?:anon|enc)_id)$/i;
const signed =
  /^(?:sig|signature|token|access_token|auth|api_?key|key|x-(?:amz|goog|oss)-.*|awsaccesskeyid|se|sv|sp)$/i;
const longest = 2048;

/**
 * The address of a source as it may be published: without tracking parameters, and without what marks a passage
 * of the page. Undefined for one that may not be: no web address, one that holds a password, or a signed one.
 */
export function cleanSourceUrl(address: string): string | undefined {
  const trimmed = address.trim();
  if (!/^https?:\/\//i.test(trimmed) || trimmed.length > longest || !URL.canParse(trimmed)) {
    return undefined;
  }
  const url = new URL(trimmed);
  if (url.username !== "" || url.password !== "" || looksLikeSecret(trimmed)) {
    return undefined;
  }
  const names = [...url.searchParams.keys()];
  if (names.some((name) => signed.test(name) && (url.searchParams.get(name) ?? "").length >= 16)) {
    return undefined;
  }
  for (const name of names.filter((each) => tracking.test(each))) {
    url.searchParams.delete(name);
  }
  url.hash = url.hash.replace(/:~:.*$/, "").replace(/^#$/, "");
  return url.href;
}

/** The name of the site that an address is on. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : url;
}
