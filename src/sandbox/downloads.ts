import type { PictureFormat } from "./drawing/render.ts";
import { renderPicture } from "./drawing/render.ts";
import type { ImageLinks } from "./image-links.ts";
import type { Reply } from "./reply.ts";

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
