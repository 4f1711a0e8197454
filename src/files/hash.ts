import { hash } from "node:crypto";

/** `sha256:` and the hexadecimal SHA-256 of the bytes (of a string: its UTF-8). */
export function hashBytes(data: string | Uint8Array): string {
  return `sha256:${hash("sha256", data)}`;
}
