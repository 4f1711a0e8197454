import { z } from "zod";
import { fingerprintRequest, fingerprintWhole } from "./fingerprint.ts";
import { check, common, foldRun, parseYaml, request, sha256, unfoldRun } from "./record-fields.ts";
import { type ImageAnswer, pictureSources, type RecordedImage } from "./types.ts";
import { writeRun, writeYaml } from "./write-yaml.ts";

const imageRecord = z.object({
  ...common,
  request,
  images: z.array(
    z.object({
      file: z.string().regex(/^[^./\\][^/\\]*$/),
      sha256,
      width: z.number(),
      height: z.number(),
      format: z.string(),
      bytes: z.number(),
      alpha: z.boolean().exactOptional(),
      frames: z.number().exactOptional(),
      lost: z.array(z.string()).exactOptional(),
      revised_prompt: z.string().exactOptional(),
      source: z.enum(pictureSources).exactOptional(),
    }),
  ),
});

export type NewImageAnswer = Omit<ImageAnswer, "kind">;

/** The whole file of an image answer. */
export function formatImageRecord(answer: NewImageAnswer): string {
  const { fingerprint, provider, endpoint, model, served_by, request: asked, uses } = answer;
  const images = answer.images.map(toRecorded);
  const head = writeYaml({ key: answer.key, fingerprint, provider, endpoint, model, served_by });
  const { accepted } = answer;
  return head + writeRun(foldRun(answer)) + writeYaml({ accepted, request: asked, uses, images });
}

/** What came from the provider, whatever a person has put in its place. */
function toRecorded(image: RecordedImage): RecordedImage {
  const { changed: _, rivals: __, replaced, ...recorded } = image;
  return replaced ?? recorded;
}

/**
 * Reads an image answer's file.
 * @throws Error that says in what way the record is damaged; PreloError ANSWER_DAMAGED for one that is not,
 * but was written by a later version
 */
export function parseImageRecord(text: string): ImageAnswer {
  const record = check(imageRecord, unfoldRun(parseYaml(text)));
  const { provider, endpoint, request: body } = record;
  const asked = { provider, endpoint, body };
  // In version 0.1, the number of pictures was part of the fingerprint.
  const isOld = record.fingerprint === fingerprintWhole(asked);
  return {
    kind: "image",
    ...record,
    ...(isOld && { fingerprint: fingerprintRequest(asked) }),
  };
}
