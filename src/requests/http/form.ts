import type { FormPart } from "../../endpoints/image-endpoint.ts";

/** A body as it is sent, with what it says of itself. */
export interface EncodedBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Writes a form (`multipart/form-data`), in the order of its parts. */
export async function encodeForm(parts: readonly FormPart[]): Promise<EncodedBody> {
  const form = new FormData();
  for (const part of parts) {
    if ("value" in part) {
      form.append(part.name, part.value);
    } else {
      const blob = new Blob([Uint8Array.from(part.bytes)], { type: part.mediaType });
      form.append(part.name, blob, part.file);
    }
  }
  const whole = new Response(form);
  return {
    contentType: whole.headers.get("content-type") ?? "multipart/form-data",
    bytes: new Uint8Array(await whole.arrayBuffer()),
  };
}
