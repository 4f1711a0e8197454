import { lintSource } from "@secretlint/core";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { ShapeFound } from "./shapes.ts";

/** This rule would let a comment in the text, and so a model, switch the others off. */
const obeysComments = "@secretlint/secretlint-rule-filter-comments";
/** An account's number opens nothing. */
const harmless = new Set(["AWSAccountID"]);

const config = {
  rules: rules
    .filter(({ meta }) => meta.id !== obeysComments)
    .map((rule) => ({ id: rule.meta.id, rule })),
};

/**
 * Finds what secretlint's recommended rules know. Load this module only when a page is to be
 * published.
 */
export async function scan(content: string): Promise<readonly ShapeFound[]> {
  const { messages } = await lintSource({
    source: { filePath: "page.txt", content, ext: ".txt", contentType: "text" },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  });
  return messages
    .filter(({ messageId }) => !harmless.has(messageId))
    .map(({ messageId, range: [start, end] }) => ({
      name: `what secretlint calls ${messageId}`,
      start,
      end,
    }));
}
