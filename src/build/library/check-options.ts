import type * as z from "zod";
import { PreloError } from "../../errors.ts";
import { didYouMean } from "../../job/diagnostics/suggest.ts";
import { descriptionAt, keysAt } from "../../job/schema/schema-keys.ts";
import { valueAt } from "../../job/yaml/yaml-file.ts";
import { optionsSchema, type PreloOptions } from "./options.ts";

/** A function of the library, as a program calls it. */
export type Called = "build" | "plan" | "check";

/** @throws PreloError USAGE that names the first wrong option, and what it takes */
export function assertOptions(called: Called, given: unknown): asserts given is PreloOptions {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const message = `${called}() takes an object of options, not ${describe(given, "a")}`;
    throw new PreloError("USAGE", message, {
      hint: `Such as \`${called}({ job: "pipeline.yaml" })\`.`,
    });
  }
  const issues = optionsSchema.safeParse(given).error?.issues ?? [];
  // A wrong name often explains what is missing.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue !== undefined) {
    throw explain(called, issue, given);
  }
}

function explain(called: Called, issue: z.core.$ZodIssue, given: unknown): PreloError {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys": {
      const [key = ""] = issue.keys;
      const known = keysAt(optionsSchema, path);
      const where = path.length === 0 ? `${called}()` : nameOf(path);
      return new PreloError("USAGE", `${where} has no option \`${key}\``, {
        hint: didYouMean(key, known) ?? `It has: ${known.join(", ")}.`,
      });
    }
    case "invalid_key": {
      const why = issue.issues[0]?.message ?? "cannot be a name";
      return new PreloError("USAGE", `${nameOf(path)}: the name ${why}`);
    }
    case "custom":
      if (issue.message !== "Invalid input") {
        return new PreloError("USAGE", `${nameOf(path)} ${issue.message}`);
      }
      return wrongValue(called, path, given, "this");
    case "invalid_union": {
      // Of a URL it is known what is wrong with it.
      const custom = issue.errors.flat().find(({ code }) => code === "custom");
      return custom !== undefined &&
        custom.message !== "Invalid input" &&
        valueAt(given, path) instanceof URL
        ? new PreloError("USAGE", `${nameOf(path)} ${custom.message}`)
        : wrongValue(called, path, given, "this");
    }
    case "invalid_type":
      return wrongValue(called, path, given, "a");
    case "invalid_value":
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    case "too_big":
    case "too_small":
      return wrongValue(called, path, given, "this");
  }
}

/**
 * Says what the innermost option of a path takes that says so of itself.
 * @param which `a` where any value of its type would be wrong
 */
function wrongValue(
  called: Called,
  path: readonly PropertyKey[],
  given: unknown,
  which: "a" | "this",
): PreloError {
  const takes = descriptionAt(optionsSchema, path);
  if (takes === undefined && path.length > 1) {
    return wrongValue(called, path.slice(0, -1), given, "this");
  }
  const value = valueAt(given, path);
  const name = nameOf(path);
  return value === undefined
    ? new PreloError("USAGE", `${called}() needs ${name}: ${takes}`)
    : new PreloError("USAGE", `${name} takes ${takes}, not ${describe(value, which)}`);
}

/** `` `shard.of` ``, `` `articles[1]` ``. */
function nameOf(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return `\`${steps.join("").replace(/^\./, "")}\``;
}

/** What a value is; never a text itself, which may be a key. */
function describe(value: unknown, which: "a" | "this"): string {
  if (value === undefined || value === null || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "number") {
    return `the number ${value}`;
  }
  if (typeof value === "string" && value.trim() === "") {
    return "an empty string";
  }
  const kind = Array.isArray(value) ? "array" : typeof value;
  return which === "this" ? `this ${kind}` : `${/^[ao]/.test(kind) ? "an" : "a"} ${kind}`;
}
