const idPattern = /^[A-Za-z0-9_-]{11}$/;
const pathWithId = /^\/(?:shorts|embed|live|v)\/([^/]+)\/?$/;

function candidateOf(url: URL): string | null | undefined {
  const host = url.hostname.toLowerCase().replace(/^(?:www|m|music)\./, "");
  switch (host) {
    case "youtu.be":
      return url.pathname.slice(1).replace(/\/$/, "");
    case "youtube.com":
    case "youtube-nocookie.com":
      return /^\/watch\/?$/.test(url.pathname)
        ? url.searchParams.get("v")
        : pathWithId.exec(url.pathname)?.[1];
    default:
      return undefined;
  }
}

/** The 11-character id in a link to YouTube; nothing for any other link. */
export function youtubeIdOf(link: string): string | undefined {
  const candidate = URL.canParse(link) ? candidateOf(new URL(link)) : undefined;
  return typeof candidate === "string" && idPattern.test(candidate) ? candidate : undefined;
}
