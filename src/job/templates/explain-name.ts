import { didYouMean } from "../diagnostics/suggest.ts";
import type { Row, SourceText } from "../types.ts";
import { compileTemplate, type Reference, type Scope } from "./templates.ts";
import { TemplateError } from "./template-errors.ts";

/** What is wrong with a name in a template, and what to do. */
export interface WrongName {
  readonly message: string;
  readonly hint: string;
}

/**
 * Looks a name up, such as `vars.topic.title`, below its root.
 * @param values what stands under the root: the article's variables, or the columns of a row
 * @param otherwise what to do where no near name is known
 * @returns nothing when there is such a value, or when that shows only as the template is rendered
 */
export function explainName(
  { path }: Pick<Reference, "path">,
  values: unknown,
  otherwise: string,
): WrongName | undefined {
  let value = values;
  for (const name of path.slice(1)) {
    // Computed names, and properties that Liquid itself gives, show only when it is rendered.
    if (name === undefined || ["size", "first", "last"].includes(name)) {
      return undefined;
    }
    // Liquid counts from the end: list[-1].
    const isFromEnd = /^-\d+$/.test(name);
    const key: string =
      isFromEnd && Array.isArray(value) ? String(value.length + Number(name)) : name;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      const known = typeof value === "object" && value !== null ? Object.keys(value) : [];
      const message = `unknown variable "${path.join(".")}"`;
      return { message, hint: didYouMean(name, known) ?? otherwise };
    }
    value = Reflect.get(value, key);
  }
  return undefined;
}

/** Looks a column up that a template names; in the whole table, of which one row may lack it. */
export function explainColumn(
  { path: [, column] }: Pick<Reference, "path">,
  { columns, ref }: Pick<Row, "columns" | "ref">,
): WrongName | undefined {
  if (column === undefined || columns.includes(column)) {
    return undefined;
  }
  const near = didYouMean(column, columns);
  return {
    message: `the table ${ref.file} has no column "${column}"`,
    hint: `${near === undefined ? "" : `${near} `}Its columns: ${columns.join(", ")}.`,
  };
}

/** Sees to it that the variables of a text are there. @throws TemplateError that says what was meant */
export function assertNames(text: SourceText, { vars }: Pick<Scope, "vars">): void {
  for (const reference of compileTemplate(text).references) {
    const wrong =
      reference.path[0] === "vars"
        ? explainName(reference, vars, "Define it under `vars:`.")
        : undefined;
    if (wrong !== undefined) {
      throw new TemplateError(wrong.message, reference, undefined, wrong.hint);
    }
  }
}
