import { compileTemplate } from "./templates/templates.ts";
import type { Article, JsonObject } from "./types.ts";
import { listTexts } from "./article-texts.ts";

/** The names below `vars` and `row` that an article's texts use; undefined for all of them. */
interface UsedNames {
  readonly vars: ReadonlySet<string> | undefined;
  readonly row: ReadonlySet<string> | undefined;
}

// All rows of a table have the same blocks, and with them the same texts.
const known = new WeakMap<Article["blocks"], UsedNames>();

/**
 * The variables and the columns that an article's texts name: what else a job or a row holds does not
 * matter to it.
 */
export function usedValues(article: Article): {
  readonly vars: JsonObject;
  readonly row?: JsonObject;
} {
  const { vars, row, blocks } = article;
  const used = known.get(blocks) ?? findUsed(article);
  known.set(blocks, used);
  return {
    vars: pick(vars, used.vars),
    ...(row !== undefined && { row: pick(row.values, used.row) }),
  };
}

function findUsed(article: Article): UsedNames {
  const paths = listTexts(article)
    .flatMap(({ text }) => compileTemplate(text).references)
    .map(({ path }) => path);
  const namesBelow = (root: string): ReadonlySet<string> | undefined => {
    const names = paths.filter(([first]) => first === root).map(([, name]) => name);
    // One that is computed may be any of them.
    return names.includes(undefined)
      ? undefined
      : new Set(names.filter((name) => name !== undefined));
  };
  return { vars: namesBelow("vars"), row: namesBelow("row") };
}

function pick(values: JsonObject, names: ReadonlySet<string> | undefined): JsonObject {
  return names === undefined
    ? values
    : Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
