import { analyzeSync, Context, type Template, type Variable } from "liquidjs";
import { parseJson } from "../../endpoints/text/parse-json.ts";
import { engine, mostMade, tooLong, tooMuch } from "./engine.ts";
import { toTemplateError } from "./explain-liquid.ts";
import { DataError } from "./template-errors.ts";
import { withinTime } from "./time-limit.ts";
import { locateInText } from "../yaml/locate-text.ts";
import type { Names } from "../../blocks/source-text.ts";
import type { Article, Json, JsonObject, SourceRef, SourceText } from "../types.ts";

/** What a template may use. */
export interface Scope {
  readonly vars: JsonObject;
  /** The columns of a table's row. */
  readonly row?: JsonObject;
  /** Bodies of answers by block id. */
  readonly answers: Readonly<Record<string, string>>;
  /** What is known of the article, in its front matter. */
  readonly article?: Readonly<Record<ArticleName, Json>>;
  /** True while some answers are still to come: what they would give renders as nothing. */
  readonly isDraft?: boolean;
}

/** What a template of the front matter may name below `article`. */
export const articleNames = [
  "title",
  "slug",
  "language",
  "author",
  "description",
  "date",
  "tags",
  "draft",
  "cover",
  "cover_url",
  "url",
] as const;
export type ArticleName = (typeof articleNames)[number];

/** A place in a template that names `vars.…`, `row.…`, `answers.…` or `data.…`. */
export interface Reference extends SourceRef {
  /** `["answers", "resumo"]`; a part that is itself computed is undefined. */
  readonly path: readonly (string | undefined)[];
}

/** The scope of an article's texts. @param answers their bodies, by id */
export function scopeOf(
  { vars, row }: Pick<Article, "vars" | "row">,
  answers: Scope["answers"] = {},
): Scope {
  return { vars, ...(row !== undefined && { row: row.values }), answers };
}

export interface CompiledTemplate {
  readonly references: readonly Reference[];
  render(scope: Scope): string;
  /** The value of a template that is a single output, such as `{{ row.tags }}`; of others, their text. */
  evaluate(scope: Scope): unknown;
}

/** The block whose answer a place uses, as text (`answers.ID`) or as JSON (`data.ID`). */
export function answerUsed({ path: [root, id] }: Pick<Reference, "path">): string | undefined {
  return root === "answers" || root === "data" ? id : undefined;
}

/** A filter or a tag; what only names things needs no clock. */
const mayBeLong = /\{%|\|/;

const compiled = new WeakMap<SourceText, CompiledTemplate>();

/**
 * Parses a text's Liquid once; a text without any is its own result.
 * @throws TemplateError at the line of the mistake
 */
export function compileTemplate(text: SourceText): CompiledTemplate {
  if (!isTemplate(text)) {
    return plain(text.value);
  }
  const template = compiled.get(text) ?? parseLiquid(text);
  compiled.set(text, template);
  return template;
}

/** False for a text that is its own result, as most are. */
export function isTemplate({ value, isPlain }: SourceText): boolean {
  return isPlain !== true && (value.includes("{{") || value.includes("{%"));
}

function plain(value: string): CompiledTemplate {
  return { references: [], render: () => value, evaluate: () => value };
}

function parseLiquid(text: SourceText): CompiledTemplate {
  const bounded = <T>(work: () => T): T => {
    try {
      return mayBeLong.test(text.value) ? withinTime(work, takesTooLong) : work();
    } catch (error) {
      throw toTemplateError(error, text);
    }
  };
  const { templates, references } = bounded(() => {
    const parsed: Template[] = engine.parse(text.value);
    const variables = Object.values(analyzeSync(parsed).globals).flat();
    const found = variables.map((each) => toReference(each, text));
    return { templates: parsed, references: found.flatMap((each) => resolveId(each, text.names)) };
  });
  const fill = ({ isDraft = false, ...scope }: Scope): object => ({
    data: nameBlocks(readData(references, scope.answers, isDraft), text.names),
    ...scope,
    answers: nameBlocks(scope.answers, text.names),
    ...text.names?.values,
  });
  const render = (scope: Scope): string =>
    bounded(() => {
      const options = { sync: true, strictVariables: scope.isDraft !== true };
      const context = new Context(fill(scope), engine.options, options);
      const rendered = String(engine.renderSync(templates, context));
      return rendered.length > mostMade ? makesTooMuch() : rendered;
    });
  const [, expression] = singleOutput.exec(text.value) ?? [];
  return {
    references,
    render,
    evaluate: (scope) =>
      expression === undefined
        ? render(scope)
        : bounded((): unknown => engine.evalValueSync(expression, fill(scope))),
  };
}

/** A reference with the id of the block that it means; one for each of several, and none for none. */
function resolveId(reference: Reference, names?: Names): readonly Reference[] {
  const id = answerUsed(reference);
  if (id === undefined || names === undefined || !Object.hasOwn(names.ids, id)) {
    return [reference];
  }
  const [root, , ...rest] = reference.path;
  const meant = [names.ids[id] ?? []].flat();
  return meant.map((each) => Object.assign({}, reference, { path: [root, each, ...rest] }));
}

/** What stands under the ids of blocks, under the ids of the text as well. */
function nameBlocks(
  values: Readonly<Record<string, unknown>>,
  names?: Names,
): Readonly<Record<string, unknown>> {
  if (names === undefined) {
    return values;
  }
  const named = Object.entries(names.ids).flatMap(([id, meant]) => {
    const there = [meant ?? []].flat().filter((each) => Object.hasOwn(values, each));
    const found = there.map((each) => values[each]);
    const value = typeof meant === "string" ? found[0] : meant === null ? null : found;
    return value === undefined ? [] : [[id, value] as const];
  });
  return { ...values, ...Object.fromEntries(named) };
}

const singleOutput = /^\s*\{\{-?((?:(?!\}\}|\{\{).)*?)-?\}\}\s*$/s;

/**
 * The JSON of the answers that a template uses as data, by id.
 * @throws DataError for an answer that is none
 */
function readData(
  references: readonly Reference[],
  answers: Scope["answers"],
  isDraft: boolean,
): Readonly<Record<string, unknown>> {
  const data: Record<string, unknown> = {};
  for (const reference of references) {
    const id = reference.path[0] === "data" ? reference.path[1] : undefined;
    const answer = id === undefined ? undefined : answers[id];
    if (id === undefined || answer === undefined || Object.hasOwn(data, id)) {
      continue;
    }
    try {
      data[id] = parseJson(answer);
    } catch (error) {
      if (isDraft) {
        continue;
      }
      throw new DataError(id, answer, reference, error);
    }
  }
  return data;
}

function toReference({ segments, location }: Variable, text: SourceText): Reference {
  return {
    path: segments.map((segment) => (typeof segment === "object" ? undefined : String(segment))),
    ...locateInText(text, location.row, location.col),
  };
}

function takesTooLong(): never {
  throw new Error(tooLong);
}

function makesTooMuch(): never {
  throw new Error(tooMuch);
}
