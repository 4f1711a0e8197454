import type { Sharp } from "sharp";
import type { PictureRequest } from "./scene.ts";
import { sceneMark } from "../describe-picture.ts";
import { chooseScene, drawScene } from "./scene.ts";

export const pictureFormats = ["png", "jpeg", "webp"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export interface RenderOptions extends PictureRequest {
  readonly format: PictureFormat;
  /** 0 to 100, as `output_compression` of the API; for jpeg and webp. */
  readonly quality?: number;
}

type Encode = (picture: Sharp, quality: number) => Sharp;
const encoders: Readonly<Record<PictureFormat, Encode>> = {
  png: (picture) => picture.png({ compressionLevel: 3, adaptiveFiltering: false }),
  jpeg: (picture, quality) => picture.jpeg({ quality }),
  webp: (picture, quality) => picture.webp({ quality, effort: 1 }),
};

/**
 * Draws and encodes a picture. sharp is loaded here, on the first picture, since it is heavy.
 *
 * @returns the file's bytes; the same options give the same bytes with the same sharp
 */
export async function renderPicture(options: RenderOptions): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  const picture = sharp(Buffer.from(drawScene(options)), { density: 72 }).removeAlpha();
  // The API's 0 is the encoders' 1.
  const quality = Math.max(1, options.quality ?? 90);
  const scene = options.scene ?? chooseScene(options.prompt);
  // So that the sandbox can say what it drew when it is shown the picture.
  return encoders[options.format](picture, quality)
    .withExif({ IFD0: { ImageDescription: `${sceneMark}${scene};` } })
    .toBuffer();
}
