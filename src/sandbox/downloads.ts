import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type RenderOptions, renderPicture } from "./draw.ts";
import type { Reply } from "./wire.ts";

/** Pictures that were promised but are drawn only when somebody follows the link. */
export interface ImageLinks {
  /** @returns path and query of a signed link, such as `/files/….png?se=…&sig=…` */
  readonly create: (picture: RenderOptions) => string;
  /** Finds the picture that a link promised. @param link path and query as they came in */
  readonly resolve: (link: URL) => RenderOptions | "expired" | "forged";
}

/**
 * Links that end, like those of a cloud store: `se` says when (ISO 8601), `sig` proves it.
 * @param linkSeconds how long a link lives
 * @param now milliseconds since the epoch
 */
export function createImageLinks(linkSeconds: number, now: () => number): ImageLinks {
  const signingKey = randomBytes(32);
  const promised = new Map<string, { picture: RenderOptions; endsMs: number }>();

  function sign(path: string, end: string): Buffer {
    return createHmac("sha256", signingKey).update(`${path}\n${end}`, "utf8").digest();
  }

  function forgetEnded(): void {
    for (const [path, { endsMs }] of promised) {
      if (endsMs >= now()) {
        return;
      }
      promised.delete(path);
    }
  }

  function create(picture: RenderOptions): string {
    forgetEnded();
    const hash = createHash("sha256").update(JSON.stringify(picture), "utf8").digest("hex");
    const path = `/files/img-${hash.slice(0, 32)}.${picture.format}`;
    const end = new Date(now() + linkSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
    promised.delete(path);
    promised.set(path, { picture, endsMs: Date.parse(end) });
    const query = new URLSearchParams({
      sp: "r",
      se: end,
      sig: sign(path, end).toString("base64"),
    });
    return `${path}?${query.toString()}`;
  }

  function resolve(link: URL): ReturnType<ImageLinks["resolve"]> {
    const end = link.searchParams.get("se") ?? "";
    const given = Buffer.from(link.searchParams.get("sig") ?? "", "base64");
    const wanted = sign(link.pathname, end);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      return "forged";
    }
    const isOver = now() > Date.parse(end);
    return (isOver ? undefined : promised.get(link.pathname)?.picture) ?? "expired";
  }

  return { create, resolve };
}

async function replyPicture(picture: RenderOptions): Promise<Reply> {
  const body = await renderPicture(picture);
  return { status: 200, headers: { "content-type": `image/${picture.format}` }, body };
}

/** GET /files/…: draws the picture that the link promised; 403 once it has ended. */
export async function replyToFile(link: URL, links: ImageLinks): Promise<Reply> {
  const target = links.resolve(link);
  if (typeof target === "object") {
    return replyPicture(target);
  }
  const reason =
    target === "expired" ? "Signed expiry time is in the past." : "The signature does not match.";
  // As a cloud store says it: XML, not JSON.
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>${reason}</Message></Error>`;
  const headers = { "content-type": "application/xml" };
  return { status: 403, headers, body: Buffer.from(body) };
}

/**
 * GET /posters/ID.jpg: a drawn poster, as large as the `hqdefault` of a YouTube video.
 * @param path the same path gives the same picture
 */
export async function replyToPoster(path: string): Promise<Reply> {
  return replyPicture({
    prompt: path,
    scene: "network",
    index: 0,
    widthPx: 480,
    heightPx: 360,
    format: "jpeg",
  });
}
