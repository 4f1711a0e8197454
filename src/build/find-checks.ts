import { listAsked } from "../job/alt-blocks.ts";
import type { Asked } from "../job/asked.ts";
import { compileTemplate, scopeOf } from "../job/templates/templates.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import type { AnswerChecks, Article } from "../job/types.ts";
import { findDependencies } from "../plan/dependencies.ts";
import type { PlanContext } from "../plan/plan-context.ts";

/** What checks the answers of an article; nothing, and nothing loads, when none is asked for. */
export async function findChecks(article: Article): Promise<PlanContext["checksOf"] | undefined> {
  const all = listAsked(article).flatMap((block) => checksIn(block) ?? []);
  if (all.length === 0) {
    return undefined;
  }
  const { openChecks } = await import("../checks/open-checks.ts");
  const check = await openChecks(all);
  const findFault = all.some(({ translates }) => translates !== undefined)
    ? (await import("../article/translation/structure.ts")).findTranslationFault
    : undefined;
  return (block) => {
    const checks = checksIn(block);
    if (checks === undefined) {
      return undefined;
    }
    const question = checks.glossary && block.kind !== "alt" ? ownQuestion(article, block) : "";
    const { translates } = checks;
    return {
      findFailures: (body) => {
        const fault = translates && findFault?.(body, translates);
        const found = check(body, checks, question);
        return fault ? [...found, { check: "translation", reason: fault }] : found;
      },
      isBuiltIn: block.kind === "alt" || translates !== undefined,
    };
  };
}

/** What a block asks, without the answers that it quotes. */
function ownQuestion(article: Article, block: Asked): string {
  const quoted = findDependencies(article, block).map((id) => [id, ""]);
  try {
    return compileTemplate(block.prompt).render(scopeOf(article, Object.fromEntries(quoted)));
  } catch (error) {
    // It makes something of those answers: then it names its terms itself.
    if (error instanceof TemplateError) {
      return "";
    }
    throw error;
  }
}

function checksIn(block: Asked): AnswerChecks | undefined {
  return block.kind === "image" ? undefined : block.checks;
}
