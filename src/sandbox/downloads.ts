import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { PictureFormat, RenderOptions } from "./drawing/render.ts";
import { renderPicture } from "./drawing/render.ts";
import type { Reply } from "./reply.ts";

/** What following a link leads to. */
type LinkTarget =
  | { readonly kind: "picture"; readonly picture: RenderOptions }
  | { readonly kind: "expired" | "forged" };

/** Pictures that were promised but are drawn only when somebody follows the link. */
export interface ImageLinks {
  /** @returns path and query of a signed link, such as `/files/….png?se=…&sig=…` */
  readonly create: (picture: RenderOptions) => string;
  /** @param link path and query as they came in */
  readonly resolve: (link: URL) => LinkTarget;
}

/**
 * Links that end, like those of a cloud store: `se` says when (ISO 8601), `sig` proves it.
 *
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

  function resolve(link: URL): LinkTarget {
    const end = link.searchParams.get("se") ?? "";
    const given = Buffer.from(link.searchParams.get("sig") ?? "", "base64");
    const wanted = sign(link.pathname, end);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      return { kind: "forged" };
    }
    if (now() > Date.parse(end)) {
      return { kind: "expired" };
    }
    const entry = promised.get(link.pathname);
    return entry === undefined ? { kind: "expired" } : { kind: "picture", picture: entry.picture };
  }

  return { create, resolve };
}

function replyPicture(body: Buffer, format: PictureFormat): Reply {
  return { status: 200, headers: { "content-type": `image/${format}` }, body };
}

/** A refusal in the form of a cloud store: XML, not JSON. */
function refuseLink(reason: string): Reply {
  return {
    status: 403,
    headers: { "content-type": "application/xml" },
    body: Buffer.from(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code><Message>${reason}</Message></Error>`,
    ),
  };
}

/** GET /files/…: draws the picture that the link promised; 403 once it has ended. */
export async function replyToFile(link: URL, links: ImageLinks): Promise<Reply> {
  const target = links.resolve(link);
  if (target.kind === "picture") {
    return replyPicture(await renderPicture(target.picture), target.picture.format);
  }
  return refuseLink(
    target.kind === "expired"
      ? "Signed expiry time is in the past."
      : "The signature does not match.",
  );
}

/**
 * GET /posters/ID.jpg: a drawn poster, as large as the `hqdefault` of a YouTube video.
 *
 * @param path the same path gives the same picture
 */
export async function replyToPoster(path: string): Promise<Reply> {
  const bytes = await renderPicture({
    prompt: path,
    scene: "network",
    index: 0,
    widthPx: 480,
    heightPx: 360,
    format: "jpeg",
  });
  return replyPicture(bytes, "jpeg");
}
