import { placeTexts, type SourceText } from "../../blocks/source-text.ts";
import { explainIssues } from "../schema/explain-issue.ts";
import { reportIssues } from "../schema/check-value.ts";
import { repeatHeadSchema } from "../schema/article.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { isTemplate } from "../templates/templates.ts";
import { toOutput } from "../unfold/items.ts";
import type { Repeat } from "../types.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** A repeat of the file, without its blocks, and with those that are not checked yet. */
export interface FoundRepeat {
  /** Undefined when it is not valid. */
  readonly head: Omit<Repeat, "blocks"> | undefined;
  readonly blocks: readonly unknown[];
}

/** Whether something in an article's list of blocks is meant as a repeat. */
export function isRepeat(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "repeat");
}

/** Reads what a repeat says of its list; its blocks are read like all others. */
export function readRepeat(value: object, path: Path, file: YamlFile, report: Report): FoundRepeat {
  const { data, error } = repeatHeadSchema.safeParse(value);
  const given: unknown = Reflect.get(value, "blocks");
  const blocks: readonly unknown[] = Array.isArray(given) ? given : [];
  if (error !== undefined) {
    const subject = { schema: repeatHeadSchema, value, name: "a repeat" };
    reportIssues(explainIssues(error.issues, subject), file, path, report);
    return { head: undefined, blocks };
  }
  placeTexts(data, (below) => file.textAt([...path, ...below]));
  const { over, as, max, key } = data.repeat;
  const { when } = data;
  if (!checkWhen(when, report)) {
    return { head: undefined, blocks };
  }
  const head = {
    ref: file.refOf(path),
    over: toOutput(over),
    as,
    max,
    ...(key !== undefined && { key }),
    ...(when !== undefined && { when }),
  };
  return { head, blocks };
}

/** @returns false, and reports it, for a condition that says the same whatever it is about */
export function checkWhen(when: boolean | SourceText | undefined, report: Report): boolean {
  if (typeof when !== "object" || isTemplate(when)) {
    return true;
  }
  const hint = "Write it in braces, within quotes: `when: \"{{ row.kind == 'city' }}\"`.";
  report(when, "`when` is no condition.", hint);
  return false;
}
