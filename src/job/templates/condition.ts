import { compileTemplate, type Scope } from "./templates.ts";
import type { SourceText } from "../types.ts";

/**
 * Whether a condition holds: it has to come out as true or false, and nothing at all is false. The word
 * `no` in a cell would else count as true.
 * @returns undefined where it is neither
 * @throws TemplateError
 */
export function holds(condition: SourceText, scope: Scope): boolean | undefined {
  const text = compileTemplate(condition).render(scope).trim().toLowerCase();
  return ["true", "false", ""].includes(text) ? text === "true" : undefined;
}
