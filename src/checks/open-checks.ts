import { plural } from "../job/diagnostics/plural.ts";
import { toDetectable } from "../blocks/settings/detectable.ts";
import { type CompileSchema, loadSchemas } from "../job/json-schema.ts";
import type { AnswerChecks, JsonCheck, JsonObject, Wanted } from "../job/types.ts";
import { readAnswer } from "./answer/read-answer.ts";
import { findInAnswer } from "./placeholders/find-placeholders.ts";
import { withoutCode } from "./prose/without-code.ts";
import { findAltFault, findAltLength } from "./alt-text.ts";
import { countWords } from "./count-words.ts";
import { findOtherLanguage, loadDetector, type DetectLanguage } from "./detect-language.ts";
import { findTermFault } from "./glossary.ts";
import { findWanted } from "./find-wanted.ts";
import { findJsonFault } from "./json-answer.ts";
import { toProse } from "./prose/to-prose.ts";
import { findRefusal } from "./refusals.ts";
import { type CheckFailure, type CheckName, InapplicableCheck } from "./types.ts";

/** Checks one answer's text; empty when it may be published. `question` is the author's own. */
export type CheckAnswer = (
  body: string,
  checks: AnswerChecks,
  question?: string,
) => readonly CheckFailure[];

interface Tools {
  readonly detect: DetectLanguage | undefined;
  readonly compile: CompileSchema | undefined;
}

const anyJson: JsonObject = {};

/** Loads what these checks need, and nothing else: most need no library. */
export async function openChecks(all: readonly AnswerChecks[]): Promise<CheckAnswer> {
  const [detect, compile] = await Promise.all([
    all.some(({ language }) => language !== undefined) ? loadDetector() : undefined,
    all.some(({ json }) => json !== undefined) ? loadSchemas() : undefined,
  ]);
  const tools: Tools = { detect, compile };
  return (body, checks, question = "") => checkAnswer(body, checks, question, tools);
}

function toSchema({ schema }: JsonCheck): JsonObject {
  return schema === true ? anyJson : schema;
}

type Fault = Pick<CheckFailure, "reason" | "line">;

function checkAnswer(
  body: string,
  checks: AnswerChecks,
  question: string,
  tools: Tools,
): readonly CheckFailure[] {
  const { words, contains = [], excludes = [], language, noRefusal, noPlaceholder } = checks;
  const { noPreamble, altText } = checks;
  const { json, glossary } = checks;
  // What is published of it; the lines before it are kept, for a failure names its line.
  const answer = readAnswer(body);
  const text = "\n".repeat(answer?.line ?? 0) + (answer?.text ?? "").normalize("NFC");
  const failures: CheckFailure[] = [];
  const fail = (check: CheckName, find: () => Fault | string | undefined): void => {
    try {
      const fault = find();
      if (fault !== undefined) {
        failures.push({ check, ...(typeof fault === "string" ? { reason: fault } : fault) });
      }
    } catch (error) {
      if (!(error instanceof InapplicableCheck)) {
        throw error;
      }
      failures.push({ check, reason: error.message, ref: error.ref });
    }
  };
  if (words !== undefined) {
    const failure = checkWords(countWords(toProse(text, { inlineCode: "keep" })), words);
    if (failure !== undefined) {
      failures.push(failure);
    }
  }
  fail("contains", () =>
    describeMissing(contains.filter((each) => findWanted(each, text) === undefined)),
  );
  fail("excludes", () => describeFound(excludes, text));
  const { detect } = tools;
  if (language !== undefined && detect !== undefined) {
    fail("language", () => describeLanguage(text, language, detect));
  }
  if (noRefusal === true) {
    fail("no_refusal", () => {
      const line = findRefusal(withoutCode(text));
      return line === undefined
        ? undefined
        : `line ${line} declines, or speaks as a language model`;
    });
  }
  if (noPlaceholder === true) {
    fail("no_placeholder", () => {
      const [gap] = findInAnswer(text);
      return gap && `line ${gap.line} was left to be filled in (like ${gap.form})`;
    });
  }
  if (noPreamble === true && (answer === undefined || answer.hasPleasantries)) {
    failures.push({ check: "no_preamble", reason: "it says something before or after the answer" });
  }
  if (glossary !== undefined) {
    fail("glossary", () => findTermFault(text, glossary, question));
  }
  if (altText === true) {
    fail("alt_text", () => findAltFault(body));
    fail("alt_length", () => findAltLength(body));
  }
  const schema = json && tools.compile?.(toSchema(json));
  if (json !== undefined && schema !== undefined) {
    fail("json", () => findJsonFault(body, schema, json.ref));
  }
  return failures;
}

function describeLanguage(
  text: string,
  language: string,
  detect: DetectLanguage,
): string | undefined {
  const prose = toProse(text, { inlineCode: "drop" });
  const other = findOtherLanguage(prose, toDetectable(language) ?? language, detect);
  return other && `it seems to be in ${nameOf(other)} instead of ${nameOf(language)}`;
}

function checkWords(
  count: number,
  { min = 0, max = Infinity }: NonNullable<AnswerChecks["words"]>,
): CheckFailure | undefined {
  const offBy = Math.max(min - count, count - max, 0);
  if (offBy === 0) {
    return undefined;
  }
  const limit = count < min ? `at least ${min}` : `at most ${max}`;
  const reason = `${plural(count, "word")}, ${limit} asked for`;
  return { check: "words", reason, offBy };
}

function describeMissing(missing: readonly Wanted[]): string | undefined {
  return missing.length === 0 ? undefined : `it lacks ${missing.map(show).join(", ")}`;
}

function describeFound(excluded: readonly Wanted[], text: string): string | undefined {
  const found = excluded.flatMap((each) => {
    const line = findWanted(each, text);
    return line === undefined ? [] : [`${show(each)} (line ${line})`];
  });
  return found.length === 0 ? undefined : `it holds ${found.join(", ")}`;
}

function show(wanted: Wanted): string {
  return "text" in wanted ? `“${wanted.text}”` : `/${wanted.pattern}/`;
}

let names: Intl.DisplayNames | undefined;

function nameOf(language: string): string {
  names ??= new Intl.DisplayNames("en", { type: "language" });
  return names.of(language) ?? language;
}
