import { kindOf, kinds } from "../blocks/kinds.ts";
import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { didYouMean } from "../job/diagnostics/suggest.ts";
import type { Article, Block, SourceRef, SourceText } from "../job/types.ts";
import { findCycle, findDependencies } from "./dependencies.ts";
import { isAsked } from "../job/asked.ts";
import {
  compileTemplate,
  isTemplate,
  type Reference,
  TemplateError,
} from "../job/templates/templates.ts";

export interface CheckContext {
  /** Ids of all the article's blocks, also of those with mistakes. */
  readonly declaredIds: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, string>;
}

/** All mistakes in an article's templates: syntax, unknown names, cycles; each at its line. */
export function checkTemplates(article: Article, context: CheckContext): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (ref: SourceRef, message: string, hint?: string): void => {
    diagnostics.push(createDiagnostic(context.sources, ref, message, hint));
  };
  const kindOfId = new Map(article.blocks.map((block) => [block.id, block.kind]));

  /** Such as `topic` for `vars.topic`. */
  const suggestRoot = (name: string): string | undefined => {
    if (Object.hasOwn(article.vars, name)) {
      return `Did you mean \`vars.${name}\`?`;
    }
    return context.declaredIds.has(name) ? `Did you mean \`answers.${name}\`?` : undefined;
  };

  const checkReference = (reference: Reference, mayUseAnswers: boolean): void => {
    const [root, name] = reference.path;
    if (root === "vars") {
      checkVariable(article, reference, report);
    } else if (root !== "answers") {
      report(
        reference,
        `unknown variable "${root}"`,
        suggestRoot(root ?? "") ?? "A template may use vars.<name> and answers.<id>.",
      );
    } else if (!mayUseAnswers) {
      report(
        reference,
        "answers cannot be used here",
        "Use vars.<name>, or a prompt or markdown block.",
      );
    } else if (name === undefined) {
      report(reference, "answers must be named outright", "Write {{ answers.<id> }}.");
    } else if (!context.declaredIds.has(name)) {
      report(
        reference,
        `no block has the id "${name}"`,
        didYouMean(name, context.declaredIds) ??
          `The article's ids: ${[...context.declaredIds].join(", ")}.`,
      );
    } else {
      const kind = kindOfId.get(name);
      if (kind !== undefined && kinds[kind].asks !== "text") {
        const hint = "Only the answer of a prompt or question block can be quoted.";
        report(reference, `"${name}" is of kind ${kind}: it has no text answer`, hint);
      }
    }
  };

  const checkText = (text: SourceText, mayUseAnswers: boolean): boolean => {
    try {
      const template = compileTemplate(text);
      const before = diagnostics.length;
      for (const reference of template.references) {
        checkReference(reference, mayUseAnswers);
      }
      // What waits for no answer can be tried at once, so that it cannot fail in mid-run.
      const isReady = template.references.every(({ path }) => path[0] === "vars");
      if (isReady && diagnostics.length === before) {
        template.render({ vars: article.vars, answers: {} });
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

  const sound: boolean[] = [];
  const checkIn = (texts: Iterable<SourceText | undefined>, mayUseAnswers: boolean): void => {
    for (const text of texts) {
      if (text !== undefined && isTemplate(text)) {
        sound.push(checkText(text, mayUseAnswers));
      }
    }
  };
  checkIn([article.title, article.description, article.system], false);
  for (const block of article.blocks) {
    checkIn(textsOf(block), true);
    checkIn(kindOf(block).alts(block), false);
  }
  // Without a template nothing uses an answer.
  if (sound.length > 0 && sound.every(Boolean)) {
    reportCycle(article, report);
  }
  return diagnostics;
}

/** Every text of a block that may quote answers, each once: a question is its own heading. */
function textsOf(block: Block): ReadonlySet<SourceText | undefined> {
  return new Set([
    block.heading,
    isAsked(block) ? block.prompt : undefined,
    ...kindOf(block).texts(block),
  ]);
}

type Report = (ref: SourceRef, message: string, hint?: string) => void;

function checkVariable(article: Article, reference: Reference, report: Report): void {
  let value: unknown = article.vars;
  for (const [index, name] of reference.path.entries()) {
    if (index === 0) {
      continue;
    }
    // Computed names, and properties that Liquid itself gives, show only when it is rendered.
    if (name === undefined || ["size", "first", "last"].includes(name)) {
      return;
    }
    // Liquid counts from the end: list[-1].
    const isFromEnd = /^-\d+$/.test(name);
    const key: string =
      isFromEnd && Array.isArray(value) ? String(value.length + Number(name)) : name;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      const known = typeof value === "object" && value !== null ? Object.keys(value) : [];
      report(
        reference,
        `unknown variable "${reference.path.join(".")}"`,
        didYouMean(name, known) ?? `Define it under "vars:" in ${article.file}.`,
      );
      return;
    }
    value = Reflect.get(value, key);
  }
}

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
  report(
    first.prompt,
    `these answers use one another in a circle: ${cycle.join(" → ")}`,
    "Take one of the references out.",
  );
}
