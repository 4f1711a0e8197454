import { kindOf } from "../blocks/kinds.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import { explainColumn, explainName, type WrongName } from "../job/templates/explain-name.ts";
import { articleNames, type Reference } from "../job/templates/templates.ts";
import type { Article, Block } from "../job/types.ts";
import type { ArticleText } from "../job/article-texts.ts";

/** What the templates of an article may name. */
export interface KnownNames {
  readonly article: Article;
  readonly blocks: ReadonlyMap<string, Block>;
  /** Ids of all the article's blocks, also of those with mistakes. */
  readonly declaredIds: ReadonlySet<string>;
  /** Whether the job says where its pages stand on the web. */
  readonly hasAddress: boolean;
}

/** What is wrong with a name in a template; undefined for one that leads somewhere. */
export function explainReference(
  reference: Reference,
  { text, mayUseAnswers, mayUseArticle }: ArticleText,
  names: KnownNames,
): WrongName | undefined {
  const [root = "", name] = reference.path;
  const { values = {} } = text.names ?? {};
  if (root === "article" && mayUseArticle) {
    return explainArticleName(name, names);
  }
  if (Object.hasOwn(values, root)) {
    const value = values[root];
    return value === null
      ? undefined
      : explainName(reference, value, "Give each item of the list such a value.");
  }
  switch (root) {
    case "vars":
    case "row":
      return explainValue(names.article, root, reference);
    case "answers":
    case "data":
      return mayUseAnswers
        ? explainAnswer(root, name, names)
        : {
            message: `${root} cannot be used here`,
            hint: "Use vars.<name>, or a prompt or markdown block.",
          };
    default:
      return {
        message: `unknown variable "${root}"`,
        hint: suggestRoot(root, names, mayUseArticle === true),
      };
  }
}

/** What is wrong with the answer that a template names. */
function explainAnswer(
  root: "answers" | "data",
  name: string | undefined,
  { blocks, declaredIds }: KnownNames,
): WrongName | undefined {
  if (name === undefined) {
    return { message: `${root} must be named outright`, hint: `Write {{ ${root}.<id> }}.` };
  }
  const block = blocks.get(name);
  if (block === undefined) {
    return declaredIds.has(name)
      ? undefined
      : {
          message: `no block has the id "${name}"`,
          hint:
            didYouMean(name, declaredIds) ?? `The article's ids: ${[...declaredIds].join(", ")}.`,
        };
  }
  if (kindOf(block).asks !== "text") {
    return {
      message: `"${name}" is of kind ${block.kind}: it has no text answer`,
      hint: "Only the answer of a prompt or question block can be quoted.",
    };
  }
  const isJson = "checks" in block && block.checks?.json !== undefined;
  return root === "answers" || isJson
    ? undefined
    : {
        message: `data.${name} needs JSON, and nothing says that "${name}" answers with it`,
        hint: `Give "${name}" a \`schema\`, or \`checks: { json: true }\`, or quote its text with answers.${name}.`,
      };
}

/** Such as `vars.topic` for `topic`. @param mayUseArticle true in front matter */
function suggestRoot(
  name: string,
  { article, declaredIds }: KnownNames,
  mayUseArticle: boolean,
): string {
  if (mayUseArticle && articleNames.some((each) => each === name)) {
    return `Did you mean \`article.${name}\`?`;
  }
  if (Object.hasOwn(article.vars, name)) {
    return `Did you mean \`vars.${name}\`?`;
  }
  if (article.row?.columns.includes(name)) {
    return `Did you mean \`row.${name}\`?`;
  }
  return declaredIds.has(name)
    ? `Did you mean \`answers.${name}\`?`
    : "A template may use vars.<name>, answers.<id>, data.<id> and, in a table, row.<column>.";
}

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
  { hasAddress }: Pick<KnownNames, "hasAddress">,
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
