import { takeApart } from "./text-layout.ts";

const mark = /^chosen:[^\r\n]*(?:\r?\n|$)/m;

/**
 * The file of a text answer that says whether it is the one of its block's variants that is published; all
 * else stays, byte for byte.
 * @throws Error that says in what way the record is damaged
 */
export function withChoice(file: string, isChosen: boolean): string {
  const { header, before } = takeApart(file);
  const start = before.indexOf(header);
  const [newline = "\n"] = /\r?\n/.exec(file) ?? [];
  const others = header.replace(mark, "");
  const marked = isChosen ? `chosen: true${newline}${others}` : others;
  return file.slice(0, start) + marked + file.slice(start + header.length);
}
