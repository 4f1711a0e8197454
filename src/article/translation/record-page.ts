import type { PageRecord } from "../../answers/page-record.ts";
import { hashText } from "../../answers/text-record.ts";
import type { TextAnswer } from "../../answers/types.ts";
import { readAnswer } from "../../checks/answer/read-answer.ts";
import { parseJson } from "../../endpoints/text/parse-json.ts";
import type { DueLine } from "./decide-lines.ts";

/** What came of a request for short texts, among those that stay; a review holds for what was there before. */
export function addToPage(
  { texts, runs }: PageRecord,
  due: readonly DueLine[],
  came: Omit<TextAnswer, "kind" | "edited">,
): PageRecord {
  const { created: run, provider, endpoint, model, served_by, usage, cost_usd, request_id } = came;
  const values = readValues(came.body);
  const added = due.flatMap(({ id, source, fingerprint }, index) => {
    const text = values[String(index + 1)];
    return typeof text !== "string" || text.trim() === ""
      ? []
      : [[id, toText(text.trim(), source, fingerprint, run)] as const];
  });
  return {
    texts: { ...texts, ...Object.fromEntries(added) },
    runs: {
      ...runs,
      [run]: {
        provider,
        endpoint,
        model,
        ...(served_by !== undefined && { served_by }),
        ...usage,
        ...(cost_usd !== undefined && { cost_usd }),
        ...(request_id !== undefined && { request_id }),
      },
    },
  };
}

function toText(text: string, source: string, request: string, run: string) {
  return { text, source: hashText(source), request, came: hashText(text), run };
}

/** The values by their keys; none of what is no JSON, as only the sandbox may have answered. */
function readValues(body: string): Readonly<Record<string, unknown>> {
  try {
    return { ...Object(parseJson(readAnswer(body)?.text ?? body)) };
  } catch {
    return {};
  }
}
