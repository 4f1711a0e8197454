import { z } from "zod";

/** A picture as its data, or where it is; the sandbox fetches none. */
const pictureUrl = z.string().refine((url) => /^(?:https?:\/\/|data:)/.test(url), {
  error: "a URL, or a base64-encoded image as a data URL",
});
const details = z.enum(["auto", "low", "high", "original"]);
const fileFields = {
  filename: z.string().nullish(),
  file_data: z
    .string()
    .refine((data) => data.startsWith("data:application/pdf;base64,JVBERi"), {
      error: "a PDF as a data URL (data:application/pdf;base64,…)",
    })
    .nullish(),
  file_id: z.string().nullish(),
};

/** A part of a message's content: as chat calls them, then as responses does. */
const contentPart = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.literal("image_url"),
    image_url: z.object({
      url: pictureUrl,
      detail: details.exclude(["original"]).nullish(),
    }),
  }),
  z.object({ type: z.literal("file"), file: z.object(fileFields) }),
  z.object({ type: z.literal("input_audio") }),
  z.object({ type: z.literal("refusal"), refusal: z.string() }),
  z.object({ type: z.literal("input_text"), text: z.string() }),
  z.object({ type: z.literal("output_text"), text: z.string() }),
  z.object({
    type: z.literal("input_image"),
    image_url: pictureUrl.nullish(),
    detail: details.nullish(),
  }),
  z.object({ type: z.literal("input_file"), file_url: z.string().nullish(), ...fileFields }),
]);
/** What a message says. */
export const content = z.union([z.string(), z.array(contentPart)]);
type Content = z.output<typeof content> | null | undefined;

/** A picture that came with a prompt. */
export interface GivenPicture {
  readonly url: string;
  /** Whether it is to be looked at in little detail: to be described in a sentence. */
  readonly isGlance: boolean;
}

/** A file that came with a prompt. */
export interface GivenFile {
  readonly name: string;
  /** Of its content, in bytes. */
  readonly bytes: number;
}

/** What a message holds. */
export interface Said {
  readonly text: string;
  readonly pictures: readonly GivenPicture[];
  readonly files: readonly GivenFile[];
}

/** A text that begins with a file's name, as one that goes along with a prompt does. */
const namedText = /^([^\n/\\]{1,120}\.\w{1,12})\n\n([^]+)$/;

/** Takes a message's content apart. */
export function readContent(said: Content): Said {
  const parts = typeof said === "string" ? [{ type: "text" as const, text: said }] : (said ?? []);
  const texts = parts.flatMap((part) => ("text" in part ? [part.text] : []));
  // The last text is what is asked: no file, whatever it looks like.
  const asked = texts.filter((text, index) => index === texts.length - 1 || !namedText.test(text));
  return {
    text: asked.join(""),
    pictures: parts.flatMap((part): GivenPicture[] => {
      if (part.type === "image_url") {
        return [toPicture(part.image_url.url, part.image_url.detail)];
      }
      return part.type === "input_image" && typeof part.image_url === "string"
        ? [toPicture(part.image_url, part.detail)]
        : [];
    }),
    files: parts.flatMap((part): GivenFile[] => {
      if (part.type === "file" || part.type === "input_file") {
        const { filename, file_data: data } = part.type === "file" ? part.file : part;
        const bytes = Buffer.from(data?.replace(/^[^,]*,/, "") ?? "", "base64").byteLength;
        return [{ name: filename ?? "a file", bytes }];
      }
      const text = "text" in part ? part.text : "";
      const [, name, inside] = asked.includes(text) ? [] : (namedText.exec(text) ?? []);
      return name === undefined || inside === undefined
        ? []
        : [{ name, bytes: Buffer.byteLength(inside) }];
    }),
  };
}

function toPicture(url: string, how: string | null | undefined): GivenPicture {
  return { url, isGlance: how === "low" };
}
