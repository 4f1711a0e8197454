import pLimit, { type LimitFunction } from "p-limit";
import { cleanSourceUrl } from "../endpoints/source-url.ts";
import { askLink, type LinkContext, type LinkState } from "./http/ask-link.ts";

/** Addresses that are asked at the same time: in all, and of one host. */
const mostInAll = 8;
export const mostOfHost = 2;

/**
 * Asks each of these addresses whether it is still there, a few at a time.
 * @param addresses each once
 * @throws the signal's reason
 */
export async function askLinks(
  addresses: readonly string[],
  context: Omit<LinkContext, "inTurn">,
): Promise<ReadonlyMap<string, LinkState>> {
  const all = pLimit(mostInAll);
  const hosts = new Map<string, LimitFunction>();
  const inTurn: LinkContext["inTurn"] = (host, exchange) => {
    const own = hosts.get(host) ?? pLimit(mostOfHost);
    hosts.set(host, own);
    // First the host's: who waits for a slow host takes no place of all.
    return own(() => all(exchange));
  };
  return new Map(
    await Promise.all(
      addresses.map(
        async (address) => [address, await askLink(address, { ...context, inTurn })] as const,
      ),
    ),
  );
}

/** What is asked of a link: without what only a browser looks at; undefined for what holds a password or a signature. */
export function toAddress(url: string): string | undefined {
  return cleanSourceUrl(url)?.replace(/#.*$/, "");
}
