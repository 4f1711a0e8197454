import { previousOf } from "../../answers/record-name.ts";
import type { Answer } from "../../answers/types.ts";
import type { Article, Translations } from "../../job/types.ts";
import { boundBlock } from "../../plan/bound-block.ts";
import { boundAttempts } from "../../plan/cost.ts";
import { attemptsOf, type PlannedBlock } from "../../plan/plan-context.ts";
import { resolveRequest } from "../../plan/request.ts";
import {
  isOfSandbox,
  listPassages,
  type Passage,
  type Passages,
} from "../../article/translation/passages.ts";
import { type PagePlan, planPage } from "../../article/translation/plan-page.ts";
import {
  pageId,
  toTextBlock,
  toTranslation,
} from "../../article/translation/translation-article.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "../prepare.ts";

type Translated = Article & { readonly translations: Translations };
type Target = Translations["to"][number];

/** A translation with its records read and its plan made. */
export interface PreparedTranslation extends PreparedArticle {
  /** What asks for it: an article of its own. */
  readonly task: ArticleTask;
  readonly language: string;
  /** What a build does about the short texts; undefined where there are none. */
  readonly page: PagePlan | undefined;
  /** Whether there is no record of its short texts yet: those of a page that is gone are taken. */
  readonly isPageNew: boolean;
}

/**
 * Plans the translations of an article: those of texts that are known by the same rules as any answer, and
 * of the others what they may cost.
 * @param source the article's own plan
 * @throws TemplateError; PreloError READ_FAILED, MERGE_CONFLICT, PAGE_INVALID
 */
export async function prepareTranslations(
  task: ArticleTask,
  source: PreparedArticle,
): Promise<readonly PreparedTranslation[]> {
  const { article } = source;
  if (!isTranslated(article)) {
    return [];
  }
  const answers = new Map(
    source.planned.flatMap(({ block, ask, assessment }) =>
      ask || assessment?.recorded === undefined ? [] : [[block.id, assessment.recorded] as const],
    ),
  );
  const passages = listPassages(article, answers);
  const { sandboxReason } = source.targets;
  const usesSandbox = asksSandbox(source, answers.values());
  const by = { article, passages, usesSandbox, sandboxReason };
  return Promise.all(targetsOf(article).map((target) => prepareTranslation(task, target, by)));
}

/** Into what an article is translated now. */
export function targetsOf({ translations }: Article): readonly Target[] {
  const { to = [], only } = translations ?? {};
  return to.filter(({ language }) => only?.includes(language) ?? true);
}

export function isTranslated(article: Article): article is Translated {
  return article.translations !== undefined;
}

/**
 * What the sandbox wrote only the sandbox translates; what a model wrote it never does, unless it is told to.
 */
export function asksSandbox(
  { targets }: Pick<PreparedArticle, "targets">,
  answers: Iterable<Answer>,
): boolean | undefined {
  const all = [...answers];
  if (targets.usesSandbox || isOfSandbox(all)) {
    return true;
  }
  return all.some(({ provider }) => provider !== sandboxProvider) ? false : undefined;
}

/** What a translation is made of. */
export interface Source {
  readonly article: Translated;
  readonly passages: Passages;
  /** Whether the sandbox is asked; undefined where a missing key decides. */
  readonly usesSandbox: boolean | undefined;
  readonly sandboxReason: string | undefined;
}

export async function prepareTranslation(
  task: ArticleTask,
  target: Target,
  { article, passages, usesSandbox, sandboxReason }: Source,
): Promise<PreparedTranslation> {
  const { options, store } = task;
  const translation = toTranslation(article, target, passages);
  const own: ArticleTask = {
    ...task,
    article: translation,
    options: { ...options, sandbox: options.sandbox === true || usesSandbox === true },
    ...(usesSandbox === false && { standIn: false }),
  };
  const prepared = await prepareArticle(own);
  const { context } = prepared;
  const { record, damage } = store.readPage(translation.slug);
  const isPageNew = Object.keys(record.texts).length === 0;
  const findElsewhere = (fingerprint: string): ReturnType<typeof task.orphaned.findText> =>
    isPageNew ? task.orphaned.findText(fingerprint, target.language) : undefined;
  const before = store.read(previousOf({ slug: translation.slug, id: pageId, kind: "text" }));
  const previous =
    before.state === "read" && before.answer.kind === "text" ? before.answer : undefined;
  const page = planPage(
    article,
    target,
    passages.lines,
    { record, previous, findElsewhere },
    context,
  );
  const damaged = damage === undefined ? [] : [`the record _page.yaml is damaged: ${damage}`];
  const { targets } = prepared;
  return {
    ...prepared,
    // Why the sandbox stands in is said of the source.
    targets: {
      ...targets,
      sandboxReason: usesSandbox === true ? sandboxReason : targets.sandboxReason,
    },
    task: { ...own, options },
    language: target.language,
    page,
    isPageNew,
    planned: [
      ...prepared.planned.filter(({ block }) => block.id !== pageId),
      ...passages.texts
        .filter(({ text }) => text === undefined)
        .map((passage) => planWaiting(passage, article, target, prepared, task)),
      ...(page === undefined
        ? []
        : [{ ...page.planned, reasons: [...damaged, ...page.planned.reasons] }]),
    ],
  };
}

/** The translation of a text that is still to come: bounded by what that may take. */
function planWaiting(
  { id, ref, limit, openTokens }: Passage,
  article: Translated,
  target: Target,
  { context }: PreparedArticle,
  { store }: ArticleTask,
): PlannedBlock {
  const waiting = toTextBlock(article, target, { id, ref, limit }, "");
  const { asked } = context.providerFor(waiting);
  const request = resolveRequest(context.article, waiting, asked, {});
  const { slug } = context.article;
  const read = store.read({ slug, id, kind: "text" });
  const bound = boundBlock(waiting, request, context, openTokens);
  return {
    block: waiting,
    dependsOn: [],
    status: read.state === "read" ? "stale" : "missing",
    ask: true,
    reasons: [`its source ${id} is answered first`],
    request,
    bound: boundAttempts(bound, attemptsOf(waiting, context)),
  };
}
