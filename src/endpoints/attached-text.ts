import type { AttachedPart } from "./text-endpoint.ts";

/** A text file as the model reads it: its name, then what it holds. */
export function attachedText({ name, sha256 }: AttachedPart): string {
  return `${name}\n\n${sha256}`;
}
