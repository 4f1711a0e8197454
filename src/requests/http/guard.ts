import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";
import { PreloError } from "../../errors.ts";

// Everything that the IANA special-purpose registries do not call globally reachable.
// https://www.iana.org/assignments/iana-ipv4-special-registry
const blocked = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  blocked.addSubnet(network, prefix, "ipv4");
  // The same hosts, as a NAT64 gateway would reach them.
  blocked.addSubnet(`64:ff9b::${network}`, 96 + prefix, "ipv6");
}
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  blocked.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address (v4, v6, or v4 mapped into v6) is reachable on the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) {
    return false;
  }
  // BlockList checks ::ffff:a.b.c.d against the IPv4 rules by itself.
  return !blocked.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Decides whether a link that came with an answer may be fetched: https to a public host, or
 * anything on the provider's own origin. Names are checked again after resolution, see
 * {@link publicOnlyLookup}.
 * @throws PreloError DOWNLOAD_BLOCKED, naming the host but never the link's query
 */
export function assertFetchable(url: URL, ownOrigin: string | undefined): void {
  if (url.origin === ownOrigin && /^https?:$/.test(url.protocol)) {
    return;
  }
  if (url.protocol !== "https:") {
    throw blockedError(
      `a link of kind "${url.protocol}" may not be fetched`,
      "Only https links, and links to the provider's own address, are followed.",
    );
  }
  assertPublicHost(url);
}

/**
 * The host of a link, as far as that shows before its name is resolved.
 * @throws PreloError DOWNLOAD_BLOCKED
 */
export function assertPublicHost({ hostname }: Pick<URL, "hostname">): void {
  const host = hostname.replace(/^\[|\]$|\.$/g, "");
  if (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    (isIP(host) && !isPublicAddress(host))
  ) {
    throw privateAddressError(host);
  }
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** A `dns.lookup` that fails when a name resolves to any address that is not public. */
export function publicOnlyLookup(
  hostname: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      return callback(error, []);
    }
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(privateAddressError(hostname), []);
    }
    const [first] = addresses;
    if (options.all || first === undefined) {
      return callback(null, addresses);
    }
    return callback(null, first.address, first.family);
  });
}

function privateAddressError(host: string): PreloError {
  return blockedError(
    `${host} is not a public address`,
    "Links to loopback and private networks are followed only on the provider's own address.",
  );
}

function blockedError(message: string, hint: string): PreloError {
  return new PreloError("DOWNLOAD_BLOCKED", message, { hint });
}
