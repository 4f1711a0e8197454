import type * as z from "zod";
import { adviseOn, adviseOnChoice, adviseOnType } from "./advise.ts";
import { describeType, describeValue } from "./describe-value.ts";
import { secretHint } from "../diagnostics/describe-secret.ts";
import { descriptionAt, keysAt } from "./schema-keys.ts";
import { isSecretName } from "../../secrets/secret-names.ts";
import { looksLikeSecret } from "../../secrets/shapes.ts";
import { didYouMean, joinWithOr } from "../diagnostics/suggest.ts";
import { valueAt } from "../yaml/yaml-file.ts";

type Issue = z.core.$ZodIssue;

/** What was checked: a whole file or one block. */
export interface Subject {
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** `the job file`, `an article`, `a prompt block`. */
  readonly name: string;
  /** Says more of a key that the schema does not know; nothing when it cannot. */
  readonly explainKey?: (key: string) => { message: string; hint?: string } | undefined;
}

/** One mistake, with the path of what is wrong. */
export interface ExplainedIssue {
  readonly path: readonly PropertyKey[];
  /** True when the key is wrong, false when its value is. */
  readonly atKey: boolean;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The last named key of a path. */
function keyOf(path: readonly PropertyKey[]): string {
  const key = path.findLast((step) => typeof step === "string");
  return key ?? "";
}

/** `` `images.quality` ``, `` item 2 of `tags` ``, `` `url` (item 1 of `references`) ``. */
function nameOf(path: readonly PropertyKey[], subject: Subject): string {
  const index = path.findLastIndex((step) => typeof step === "number");
  if (index === -1) {
    return path.length === 0 ? subject.name : `\`${path.map(String).join(".")}\``;
  }
  const list = `item ${Number(path[index]) + 1} of ${nameOf(path.slice(0, index), subject)}`;
  const rest = path.slice(index + 1).map(String);
  return rest.length === 0 ? list : `\`${rest.join(".")}\` (${list})`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function explainUnknownKey(
  key: string,
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue | undefined {
  const at = { path: [...path, key], atKey: true };
  if (isSecretName(key)) {
    const value = valueAt(subject.value, at.path);
    if (typeof value === "string" && looksLikeSecret(value)) {
      // The value itself is already reported, on the same line.
      return undefined;
    }
    const message = `\`${key}\`: a secret may not be written into a file.`;
    return { ...at, message, hint: secretHint };
  }
  const special = path.length === 0 ? subject.explainKey?.(key) : undefined;
  if (special !== undefined) {
    return { ...at, ...special };
  }
  const keys = keysAt(subject.schema, path);
  return {
    ...at,
    message: `Unknown key \`${key}\` in ${nameOf(path, subject)}.`,
    hint:
      didYouMean(key, keys) ??
      (keys.length === 0 ? undefined : `Known keys: ${keys.toSorted().join(", ")}.`),
  };
}

function explainType(
  expected: readonly string[],
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue {
  const value = valueAt(subject.value, path);
  const name = nameOf(path, subject);
  const types = joinWithOr([...new Set(expected.map(describeType))]);
  if (value === undefined) {
    const parent = nameOf(path.slice(0, -1), subject);
    const message = `\`${keyOf(path)}\` is missing in ${parent}; it must be ${types}.`;
    const hint = descriptionAt(subject.schema, path);
    return { path, atKey: false, message, hint };
  }
  return {
    path,
    atKey: false,
    message: `${capitalize(name)} must be ${types}, but it is ${describeValue(value)}.`,
    hint: adviseOn(value, expected, path, subject.schema),
  };
}

function explainRange(
  issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall,
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue {
  const name = capitalize(nameOf(path, subject));
  const isSmall = issue.code === "too_small";
  const limit = String(isSmall ? issue.minimum : issue.maximum);
  if (issue.origin === "array") {
    const need = isSmall ? "needs at least" : "may hold at most";
    const message = `${name} ${need} ${limit} ${limit === "1" ? "entry" : "entries"}.`;
    return { path, atKey: false, message };
  }
  const strict = isSmall ? "greater than" : "less than";
  const inclusive = isSmall ? "at least" : "at most";
  const relation = issue.inclusive === false ? strict : inclusive;
  const found = describeValue(valueAt(subject.value, path));
  return {
    path,
    atKey: false,
    message: `${name} must be ${relation} ${limit}, but it is ${found}.`,
  };
}

function explainChoice(
  values: readonly unknown[],
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue {
  const words = values.map(String);
  const value = valueAt(subject.value, path);
  if (value === undefined) {
    return explainType([joinWithOr(words)], path, subject);
  }
  return {
    path,
    atKey: false,
    message: `${capitalize(nameOf(path, subject))} must be ${joinWithOr(words)}, but it is ${describeValue(value)}.`,
    hint:
      value === null ? adviseOnType("", path.at(-1), value) : adviseOnChoice(value, values, path),
  };
}

/** Of a union, explains the branch that fits the value's type, or names all that would. */
function explainUnion(
  branches: readonly (readonly Issue[])[],
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue[] {
  const isAboutType = (issue: Issue): boolean =>
    issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
  const fitting = branches.find((issues) => !issues.some(isAboutType));
  if (fitting !== undefined) {
    return explainAt(fitting, path, subject);
  }
  const types = branches.flat().flatMap((issue) => {
    if (issue.code === "invalid_type") {
      return [issue.expected];
    }
    return issue.code === "invalid_value" ? issue.values.map(String) : [];
  });
  return [explainType(types, path, subject)];
}

function explainOne(
  issue: Issue,
  path: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue[] {
  const sentence = (): string => `${capitalize(nameOf(path, subject))} ${issue.message}.`;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys
        .map((key) => explainUnknownKey(key, path, subject))
        .filter((explained) => explained !== undefined);
    case "invalid_type":
      return [explainType([issue.expected], path, subject)];
    case "too_big":
    case "too_small":
      return [explainRange(issue, path, subject)];
    case "invalid_value":
      return [explainChoice(issue.values, path, subject)];
    case "invalid_union":
      return explainUnion(issue.errors, path, subject);
    case "invalid_key":
      return issue.issues.slice(0, 1).map((inner) => ({
        path,
        atKey: true,
        message: `${capitalize(nameOf(path, subject))} ${inner.message}.`,
        hint: isSecretName(keyOf(path)) ? secretHint : undefined,
      }));
    case "custom":
      return [
        {
          path,
          atKey: issue.params?.["atKey"] === true,
          message: sentence(),
          hint: hintOf(issue) ?? (namesVariable(path) ? secretHint : undefined),
        },
      ];
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    default:
      return [{ path, atKey: false, message: sentence() }];
  }
}

/** Whether the name of a variable stands at a path, where people write the secret itself. */
function namesVariable(path: readonly PropertyKey[]): boolean {
  return path.at(-1) === "api_key_env" || path.at(-2) === "secret_headers";
}

/** What the schema itself says is to be done. */
function hintOf({ params }: z.core.$ZodIssueCustom): string | undefined {
  const hint: unknown = params?.["hint"];
  return typeof hint === "string" ? hint : undefined;
}

function explainAt(
  issues: readonly Issue[],
  base: readonly PropertyKey[],
  subject: Subject,
): ExplainedIssue[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    // A value that fails one check of its text fails the next for the same reason.
    const key = JSON.stringify(path.map(String));
    if (issue.code === "invalid_format" || issue.code === "custom") {
      if (seen.has(key)) {
        return [];
      }
      seen.add(key);
    }
    return explainOne(issue, path, subject);
  });
}

/** Puts what a schema found wrong into words, with the path of each. */
export function explainIssues(issues: readonly Issue[], subject: Subject): ExplainedIssue[] {
  return explainAt(issues, [], subject);
}
