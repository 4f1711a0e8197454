import { LiquidError } from "liquidjs";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceText } from "../types.ts";
import { locateInText } from "../yaml/locate-text.ts";
import { engine, tooLong, tooMuch } from "./engine.ts";
import { TemplateError } from "./template-errors.ts";

/** What went wrong in a text's Liquid, with its line, and what to do about it. */
export function toTemplateError(error: unknown, text: SourceText): TemplateError {
  if (error instanceof TemplateError) {
    return error;
  }
  if (!LiquidError.is(error)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new TemplateError(`template: ${reason}`, locateInText(text, 1, 1), error);
  }
  const [line, column] = error.token.getPosition();
  const reason = error.message
    .replace(/, line:\d+, col:\d+$/, "")
    .replace("template render limit exceeded", tooLong)
    .replace("memory alloc limit exceeded", tooMuch);
  return new TemplateError(
    `template: ${reason}`,
    locateInText(text, line ?? 1, column ?? 1),
    error,
    adviseOnTemplate(reason),
  );
}

/** What to do about a mistake in Liquid, where that is plain to see. */
function adviseOnTemplate(reason: string): string | undefined {
  const [, filter] = /^undefined filter: (\S+)/.exec(reason) ?? [];
  if (filter !== undefined) {
    return (
      didYouMean(filter, Object.keys(engine.filters)) ?? "See Liquid's filters: upcase, join, …"
    );
  }
  const [, tag] = /^tag "?(\w+)"? not found/.exec(reason) ?? [];
  if (tag !== undefined) {
    return didYouMean(tag, Object.keys(engine.tags)) ?? "See Liquid's tags: if, for, assign, …";
  }
  if (/^(?:output|tag) .* not closed/.test(reason)) {
    return reason.startsWith("output")
      ? "Close it with `}}`; text that only looks like a template stands between `{% raw %}` and `{% endraw %}`."
      : "Close it with its end tag, such as `{% endif %}`.";
  }
  return undefined;
}
