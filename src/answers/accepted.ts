import type { Acceptance, Answer } from "./types.ts";
import { writeYaml } from "./write-yaml.ts";

/**
 * The text of a record that says of itself which further requests it answers; all else stays as it
 * is, byte for byte.
 */
export function withAccepted(
  text: string,
  kind: Answer["kind"],
  accepted: readonly Acceptance[],
): string {
  // Of a text the front matter, of pictures all of it.
  const end = kind === "text" ? text.indexOf("\n---", 3) + 1 : text.length;
  const header = text.slice(0, end).replace(/^accepted:[^\n]*\n(?:(?:[ \t]|- )[^\n]*\n)*/m, "");
  const ended = header.endsWith("\n") ? header : `${header}\n`;
  return `${ended}${writeYaml({ accepted })}${text.slice(end)}`;
}
