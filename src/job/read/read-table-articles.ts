import type { SourceText } from "../../blocks/source-text.ts";
import { isSafeName } from "../../blocks/settings/values.ts";
import type { Place } from "../diagnostics/diagnostic-list.ts";
import type { TableFiles } from "../folder/find-table.ts";
import type { RawTable } from "../schema/job.ts";
import { tellAtRow } from "../tables/at-row.ts";
import { readTable } from "../tables/read-table.ts";
import type { TableRow } from "../tables/table.ts";
import { holds } from "../templates/condition.ts";
import { explainColumn, explainName, type WrongName } from "../templates/explain-name.ts";
import { compileTemplate, isTemplate, type Scope, scopeOf } from "../templates/templates.ts";
import { TemplateError } from "../templates/template-errors.ts";
import type { Row } from "../types.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";
import { claimAlias } from "./claim-alias.ts";
import type { JobContext } from "./article-context.ts";
import { openArticle, type OpenArticle, type ReadArticle } from "./open-article.ts";
import { fillRowTexts } from "./row-texts.ts";
import { unfoldOrReport } from "./unfold-or-report.ts";

/**
 * Reads the articles of a table: its template once for each language, and one article a row, in their
 * order. A row with a mistake is reported at its line and left out.
 */
export async function readTableArticles(
  files: TableFiles,
  raw: RawTable,
  jobFile: YamlFile,
  job: JobContext,
): Promise<readonly ReadArticle[]> {
  const { diagnostics } = job;
  const template = await openArticle(files.template, job, true);
  const namedAt = jobFile.placeOf(["articles", files.index, "data"]);
  const table = readTable(files.data, namedAt, diagnostics);
  if (template === undefined || table === undefined) {
    return [];
  }
  const { columns } = table;
  const toRow = ({ values, line }: TableRow): Row => ({
    values,
    ref: { file: table.file, line, column: 1 },
    columns,
  });
  const texts = [raw.slug, raw.where, ...[...template.rowTexts.values()].flat()];
  const isSound = texts
    .filter((text) => text !== undefined)
    .map((text) => checkNames(text, template, toRow({ values: {}, line: 1 }), job));
  if (!isSound.every(Boolean) || !checkForms(raw, job)) {
    return [];
  }
  const { slugOfText } = await import("./slug.ts");
  const reader = new RowReader(template, raw, job, slugOfText);
  const articles: ReadArticle[] = [];
  for (const row of table.rows) {
    const read = await reader.read(toRow(row));
    if (read !== undefined) {
      articles.push(read);
    }
  }
  return articles;
}

/** Reports what is wrong with a text whatever the row: its syntax, and names that no row has. */
function checkNames(text: SourceText, { vars }: OpenArticle, row: Row, job: JobContext): boolean {
  const { report } = job.diagnostics;
  try {
    const wrong = compileTemplate(text).references.flatMap((reference) => {
      const [root] = reference.path;
      const found =
        root === "row"
          ? explainColumn(reference, row)
          : root === "vars"
            ? explainName(reference, vars, "Define it under `vars:`.")
            : notHere(root);
      return found === undefined ? [] : [{ reference, ...found }];
    });
    for (const { reference, message, hint } of wrong) {
      report(reference, message, hint);
    }
    return wrong.length === 0;
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      throw error;
    }
    report(error.ref, error.message, error.hint);
    return false;
  }
}

function notHere(root = ""): WrongName {
  return {
    message: `"${root}" cannot be used here`,
    hint: "Use row.<column> or vars.<name>.",
  };
}

/** Reports a slug that is the same for all rows, and a condition that is none. */
function checkForms({ slug, where }: RawTable, { diagnostics }: JobContext): boolean {
  const isVaried = isTemplate(slug);
  if (!isVaried) {
    const hint = 'Name a column that differs in each: `slug: "{{ row.name }}"`.';
    diagnostics.report(slug, "Every row would have this `slug`.", hint);
  }
  const isCondition = where === undefined || isTemplate(where);
  if (!isCondition) {
    const hint = `Write it in braces, within quotes: \`where: "{{ row.publish == 'yes' }}"\`.`;
    diagnostics.report(where, "`where` is no condition.", hint);
  }
  return isVaried && isCondition;
}

/** Makes the articles of a table's rows. */
class RowReader {
  readonly #template: OpenArticle;
  readonly #raw: RawTable;
  readonly #job: JobContext;
  readonly #slugOfText: (text: string) => string;
  readonly #byLanguage = new Map<string | undefined, Promise<ReadArticle>>();

  constructor(
    template: OpenArticle,
    raw: RawTable,
    job: JobContext,
    slugOfText: (text: string) => string,
  ) {
    this.#template = template;
    this.#raw = raw;
    this.#job = job;
    this.#slugOfText = slugOfText;
  }

  /** Nothing for a row that is to be no article, or was reported. */
  async read(row: Row): Promise<ReadArticle | undefined> {
    const { vars, rowTexts } = this.#template;
    const scope = scopeOf({ vars, row });
    const { report } = this.#job.diagnostics;
    const fail = (text: Place, said: string, hint?: string): void => {
      const { ref, message } = tellAtRow(row.ref, { ref: text, message: said });
      report(ref, message, hint);
    };
    try {
      if (!this.#isWanted(scope, fail)) {
        return undefined;
      }
      const slug = this.#nameOf(row, scope, fail);
      const head = fillRowTexts(rowTexts, scope, fail);
      if (slug === undefined || head === undefined) {
        return undefined;
      }
      const { article, declaredIds } = await this.#readFor(head.language);
      const whole = unfoldOrReport({ row, ...article, ...head, slug }, fail);
      for (const alias of whole.aliases) {
        claimAlias(
          alias,
          { slug, file: `${row.ref.file}:${row.ref.line}` },
          this.#job.claims,
          (...told) => report(row.ref, ...told),
        );
      }
      return { article: whole, declaredIds };
    } catch (error) {
      if (!(error instanceof TemplateError)) {
        throw error;
      }
      fail(error.ref, error.message, error.hint);
      return undefined;
    }
  }

  #isWanted(scope: Scope, fail: Fail): boolean {
    const { where } = this.#raw;
    if (where === undefined) {
      return true;
    }
    const isTrue = holds(where, scope);
    if (isTrue === undefined) {
      const hint = `Compare it with something, as in \`{{ row.publish == 'yes' }}\`.`;
      fail(where, "For this row, `where` is neither true nor false.", hint);
    }
    return isTrue === true;
  }

  #nameOf({ ref }: Row, scope: Scope, fail: Fail): string | undefined {
    const { slug } = this.#raw;
    const text = compileTemplate(slug).render(scope).trim();
    const name = this.#slugOfText(text);
    if (!isSafeName(name)) {
      const message =
        text === ""
          ? "This row has no name: its `slug` is empty."
          : `\`${text}\` makes no name: its slug would be \`${name}\`.`;
      fail(slug, message, "Fill the column, or make the `slug` of another.");
      return undefined;
    }
    const twin = this.#job.claims.claim(name, `${ref.file}:${ref.line}`);
    if (twin !== undefined) {
      const hint = "Rename one of them, or make the `slug` of a further column as well.";
      fail(slug, `The slug \`${name}\` is that of ${twin} already.`, hint);
      return undefined;
    }
    return name;
  }

  #readFor(language: string | undefined): Promise<ReadArticle> {
    const known = this.#byLanguage.get(language) ?? this.#template.read("", language);
    this.#byLanguage.set(language, known);
    return known;
  }
}

type Fail = (text: Place, message: string, hint?: string) => void;
