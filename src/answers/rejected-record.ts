import { z } from "zod";
import { check, parseYaml } from "./record-fields.ts";
import { takeApart } from "./text-layout.ts";
import { formatTextRecord, type NewTextAnswer, parseTextRecord } from "./text-record.ts";
import type { RejectedAnswer } from "./types.ts";
import { writeYaml } from "./write-yaml.ts";

const fence = "---\n";

/**
 * The file of an attempt that failed its checks: the record that it would be, with the reasons on
 * top. Under the record's own name it is read as one.
 */
export function formatRejected(
  answer: NewTextAnswer,
  { reasons, attempts }: Omit<RejectedAnswer, "answer">,
): string {
  const why = writeYaml({ rejected: reasons, attempts });
  return fence + why + formatTextRecord(answer).slice(fence.length);
}

/** The text of a rejected attempt's file without the reasons, byte for byte: the record. */
export function withoutReasons(text: string): string {
  return text.replace(
    /^(---\r?\n)rejected:[^\n]*\n(?:(?:[ \t][^\n]*|- [^\n]*|\r)?\n)*(?:attempts:[^\n]*\n)?/,
    "$1",
  );
}

const rejectedHeader = z.object({
  rejected: z.array(z.string()).catch([]),
  attempts: z.number().optional().catch(undefined),
});

/**
 * Reads the file of an attempt that is kept aside.
 * @throws Error that says in what way it is damaged
 */
export function parseRejected(text: string): RejectedAnswer {
  const answer = parseTextRecord(text);
  const { header } = takeApart(text);
  const { rejected: reasons, attempts } = check(rejectedHeader, parseYaml(header));
  return { answer, reasons, attempts };
}
