import type { Names } from "../../blocks/source-text.ts";
import { hashBytes } from "../../files/hash.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import { assertNames } from "../templates/explain-name.ts";
import { compileTemplate, type Scope } from "../templates/templates.ts";
import { TemplateError } from "../templates/template-errors.ts";
import type { Json, Repeat, SourceText } from "../types.ts";

/** One item of a list, and what tells it from the others, whatever their order. */
export interface Item {
  readonly value: Json;
  readonly key: string;
}

const opening = "{{ ";
const closing = " }}";

/** The name of a list as a template that gives it; what it names stands where it stood. */
export function toOutput(name: SourceText): SourceText {
  const column = name.column - opening.length;
  return { ...name, value: `${opening}${name.value}${closing}`, column };
}

/** The most blocks that a repeat makes of each of its own while its list is to come. */
export function mostItems({ max = defaults.repeat.max }: Repeat): number {
  return max;
}

/**
 * The items of a repeat's list.
 * @param names what its own templates may name
 * @param isKnown whether it is known before any answer: then it may be as long as it is
 * @throws TemplateError at the `over` of what is no list, or is longer than `max`
 */
export function readItems(
  repeat: Repeat,
  names: Names,
  scope: Scope,
  isKnown: boolean,
): readonly Item[] {
  const { over } = repeat;
  assertNames(over, scope);
  const what = over.value.slice(opening.length, -closing.length);
  const place = { ...over, column: over.column + opening.length };
  const list = compileTemplate({ ...over, names }).evaluate(scope);
  if (!isList(list)) {
    const hint =
      "Name a list, such as `data.outline.sections`; each of its items makes the blocks once.";
    throw new TemplateError(`${what} is not a list`, place, undefined, hint);
  }
  const most = isKnown ? (repeat.max ?? Infinity) : mostItems(repeat);
  if (list.length > most) {
    const hint = `Raise \`max\`, or shorten the list${isKnown ? "" : " in the answer's file"}.`;
    const message = `${what} has ${list.length} items, and \`max\` is ${most}`;
    throw new TemplateError(message, place, undefined, hint);
  }
  const keys = new Map<string, number>();
  return list.map((value): Item => {
    const key = keyOf(value, repeat, names, scope);
    const count = (keys.get(key) ?? 0) + 1;
    keys.set(key, count);
    return { value, key: count === 1 ? key : `${key} (${count})` };
  });
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

function keyOf(value: Json, { key, as }: Repeat, names: Names, scope: Scope): string {
  if (key !== undefined) {
    const values = { ...names.values, [as]: value };
    const text = compileTemplate({ ...key, names: { ...names, values } })
      .render(scope)
      .trim();
    if (text === "") {
      throw new TemplateError("the `key` comes out empty for an item", key, undefined);
    }
    return text;
  }
  const title = typeof value === "object" && value !== null ? Reflect.get(value, "title") : value;
  const text = typeof title === "string" || typeof title === "number" ? String(title).trim() : "";
  return text === "" ? hashBytes(JSON.stringify(value)).slice(0, hashLength) : oneLine(text);
}

/** `sha256:` and so many digits that two items of one list differ. */
const hashLength = "sha256:".length + 12;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
