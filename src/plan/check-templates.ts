import { kindOf } from "../blocks/kinds.ts";
import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article, Block, SourceRef } from "../job/types.ts";
import { type ArticleText, listTexts } from "./article-texts.ts";
import { findCycle, findDependencies, listGivenNames } from "./dependencies.ts";
import { isAsked } from "../job/asked.ts";
import { explainColumn, explainName, type WrongName } from "../job/templates/explain-name.ts";
import {
  articleNames,
  compileTemplate,
  isTemplate,
  type Reference,
  scopeOf,
} from "../job/templates/templates.ts";
import { TemplateError } from "../job/templates/template-errors.ts";

export interface CheckContext {
  /** Ids of all the article's blocks, also of those with mistakes. */
  readonly declaredIds: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, string>;
  /** Whether the job says where its pages stand on the web. */
  readonly hasAddress: boolean;
}

/** All mistakes in an article's templates: syntax, unknown names, cycles; each at its line. */
export function checkTemplates(article: Article, context: CheckContext): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const report = (ref: SourceRef, message: string, hint?: string): void => {
    // The blocks of a repeat have their mistakes in common.
    const key = JSON.stringify([ref.file, ref.line, ref.column, message]);
    if (!said.has(key)) {
      said.add(key);
      diagnostics.push(createDiagnostic(context.sources, ref, message, hint));
    }
  };
  const blockOf = new Map(article.blocks.map((block) => [block.id, block]));

  /** Such as `topic` for `vars.topic`. */
  const suggestRoot = (name: string): string | undefined => {
    if (Object.hasOwn(article.vars, name)) {
      return `Did you mean \`vars.${name}\`?`;
    }
    if (article.row?.columns.includes(name)) {
      return `Did you mean \`row.${name}\`?`;
    }
    return context.declaredIds.has(name) ? `Did you mean \`answers.${name}\`?` : undefined;
  };

  const checkReference = (
    reference: Reference,
    { text, mayUseAnswers, mayUseArticle }: ArticleText,
  ): void => {
    const [root, name] = reference.path;
    const { values = {} } = text.names ?? {};
    if (root === "article" && mayUseArticle) {
      const wrong = explainArticleName(name, context);
      if (wrong !== undefined) {
        report(reference, wrong.message, wrong.hint);
      }
    } else if (root !== undefined && Object.hasOwn(values, root)) {
      const wrong =
        values[root] === null
          ? undefined
          : explainName(reference, values[root], `Give each item of the list such a value.`);
      if (wrong !== undefined) {
        report(reference, wrong.message, wrong.hint);
      }
    } else if (root === "vars" || root === "row") {
      const wrong = explainValue(article, root, reference);
      if (wrong !== undefined) {
        report(reference, wrong.message, wrong.hint);
      }
    } else if (root !== "answers" && root !== "data") {
      report(
        reference,
        `unknown variable "${root}"`,
        suggestRoot(root ?? "") ??
          "A template may use vars.<name>, answers.<id>, data.<id> and, in a table, row.<column>.",
      );
    } else if (!mayUseAnswers) {
      report(
        reference,
        `${root} cannot be used here`,
        "Use vars.<name>, or a prompt or markdown block.",
      );
    } else if (name === undefined) {
      report(reference, `${root} must be named outright`, `Write {{ ${root}.<id> }}.`);
    } else if (!context.declaredIds.has(name) && !blockOf.has(name)) {
      report(
        reference,
        `no block has the id "${name}"`,
        didYouMean(name, context.declaredIds) ??
          `The article's ids: ${[...context.declaredIds].join(", ")}.`,
      );
    } else {
      const block = blockOf.get(name);
      if (block !== undefined && kindOf(block).asks !== "text") {
        const hint = "Only the answer of a prompt or question block can be quoted.";
        report(reference, `"${name}" is of kind ${block.kind}: it has no text answer`, hint);
      } else if (root === "data" && block !== undefined && !isJson(block)) {
        const hint = `Give "${name}" a \`schema\`, or \`checks: { json: true }\`, or quote its text with answers.${name}.`;
        report(
          reference,
          `data.${name} needs JSON, and nothing says that "${name}" answers with it`,
          hint,
        );
      }
    }
  };

  const checkText = (each: ArticleText): boolean => {
    const { text } = each;
    try {
      const template = compileTemplate(text);
      const before = diagnostics.length;
      for (const reference of template.references) {
        checkReference(reference, each);
      }
      // What waits for nothing can be tried at once, so that it cannot fail in mid-run.
      const isReady = template.references.every(({ path }) => path[0] === "vars");
      if (isReady && diagnostics.length === before) {
        template.render(scopeOf(article));
      }
      return true;
    } catch (error) {
      if (!(error instanceof TemplateError)) {
        throw error;
      }
      report(error.ref, error.message, error.hint);
      return false;
    }
  };

  const sound = listTexts(article)
    .filter(({ text }) => isTemplate(text))
    .map(checkText);
  // Without a template or a reference nothing uses an answer.
  const refers = article.blocks.some(
    (block) => ("given" in block && block.given) || ("follows" in block && block.follows),
  );
  if ((sound.length > 0 || refers) && sound.every(Boolean)) {
    reportCycle(article, report);
  }
  return diagnostics;
}

function isJson(block: Block): boolean {
  return "checks" in block && block.checks?.json !== undefined;
}

type Report = (ref: SourceRef, message: string, hint?: string) => void;

/** What is wrong with the name of a variable or of a column, whatever stands in the row. */
function explainValue(
  article: Article,
  root: "vars" | "row",
  reference: Reference,
): WrongName | undefined {
  if (root === "vars") {
    return explainName(reference, article.vars, `Define it under "vars:" in ${article.file}.`);
  }
  return article.row === undefined ? noRow : explainColumn(reference, article.row);
}

/** What is wrong with a name below `article`. */
function explainArticleName(
  name: string | undefined,
  { hasAddress }: Pick<CheckContext, "hasAddress">,
): WrongName | undefined {
  if (!articleNames.some((each) => each === name)) {
    return {
      message: `unknown variable "article${name === undefined ? "" : `.${name}`}"`,
      hint:
        didYouMean(name ?? "", articleNames) ??
        `There is article.${articleNames.join(", article.")}.`,
    };
  }
  return (name === "url" || name === "cover_url") && !hasAddress
    ? {
        message: `article.${name} is an absolute address, and nothing says where the pages stand`,
        hint: "Add `output: { base_url: https://… }` to the job file.",
      }
    : undefined;
}

const noRow: WrongName = {
  message: "no table gives this article a row",
  hint: "Name the file as the `template` of a table in the job's `articles`.",
};

function reportCycle(article: Article, report: Report): void {
  const asked = article.blocks.filter(isAsked);
  const dependencies = new Map(
    asked.map((block) => [block.id, findDependencies(article, block)] as const),
  );
  const cycle = findCycle(dependencies);
  const first = asked.find(({ id }) => id === cycle?.[0]);
  if (cycle === undefined || first === undefined) {
    return;
  }
  const given =
    first.kind === "image"
      ? listGivenNames(first).find(({ image }) => image === cycle[1])?.ref
      : undefined;
  const follows = first.kind === "image" ? undefined : first.follows;
  const followed = follows?.value === cycle[1] ? follows : undefined;
  report(
    given ?? followed ?? first.prompt,
    `these answers use one another in a circle: ${cycle.join(" → ")}`,
    "Take one of the references out.",
  );
}
