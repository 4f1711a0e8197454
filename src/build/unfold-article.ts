import { recordPath } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import type { RunEvent } from "../requests/events.ts";
import { runTasks } from "../requests/run-tasks.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import { type Failure, tellFailure, toFailure } from "./failures.ts";
import { whichMayAsk } from "./may-ask.ts";
import type { PreparedArticle } from "./prepare.ts";
import { type MovingTask, prepareMoved } from "./prepare-moved.ts";
import type { Run } from "./run.ts";
import { toTaskOptions } from "./task-options.ts";
import { toTasks } from "./tasks.ts";

/** What was asked before all blocks of an article were known. */
interface Outlined {
  readonly asked: number;
  readonly failures: readonly Failure[];
  /** False where blocks had to be left out: an article that lacks some is not published. */
  readonly isWhole: boolean;
}

/** An article of which all blocks are known that can be. */
export interface UnfoldedArticle {
  readonly prepared: PreparedArticle;
  readonly outlined: Outlined;
}

/**
 * Asks for the answers that decide which blocks an article has, and plans anew with each of them, until all
 * blocks are known. All else is asked together, afterwards. Where one may not be asked for, what it decides is
 * left out, and so is what uses that: the missing answer is told by itself.
 */
export async function unfoldArticle(
  first: PreparedArticle,
  task: MovingTask,
  run: Run,
): Promise<UnfoldedArticle> {
  let prepared = first;
  const asked = new Set<string>();
  const pathOf = ({ block }: PlannedBlock): string => recordPath(recordOf(task.article, block));
  for (;;) {
    const deciding = findDeciding(prepared);
    const mayAsk = whichMayAsk(prepared.article, task.options);
    if (
      deciding.every(({ ask }) => !ask) ||
      !deciding.every(({ ask, block }) => !ask || mayAsk(block.id))
    ) {
      const known = withoutOpen(prepared);
      const isWhole = known === prepared;
      return { prepared: known, outlined: { asked: asked.size, failures: [], isWhole } };
    }
    const again = deciding.find((each) => each.ask && asked.has(pathOf(each)));
    if (again !== undefined) {
      throw new Error(`${again.block.id} was asked, and its answer is not found`);
    }
    const { article } = prepared;
    const { slug } = article;
    const where = { article, job: task.job };
    const tasks = toTasks(deciding, prepared.context, {
      ...toTaskOptions(task, mayAsk, run),
      run: { ...run, emit: (event) => (isSaidLater(event) ? undefined : run.emit(event)) },
    });
    const outcomes = await runTasks(
      slug,
      tasks,
      run,
      async () => undefined,
      ({ block }, error) => {
        tellFailure(slug, toFailure(error, where, block), run);
      },
    );
    const failures = deciding.flatMap((each): readonly Failure[] => {
      const { block } = each;
      const outcome = outcomes.get(block.id);
      if (outcome?.ok === true && outcome.asked) {
        asked.add(pathOf(each));
      }
      return outcome?.ok === false ? [toFailure(outcome.error, where, block)] : [];
    });
    if (failures.length > 0) {
      return { prepared, outlined: { asked: asked.size, failures, isWhole: false } };
    }
    prepared = await prepareMoved(
      { ...task, asked: new Set([...(task.asked ?? []), ...asked]) },
      run,
    );
  }
}

/** What is kept is told once all blocks are known: it is looked at again. */
function isSaidLater({ type }: RunEvent): boolean {
  return type === "edited";
}

/** The blocks whose answers decide about others, with those that they use, in the order of the plan. */
function findDeciding({ article, planned }: PreparedArticle): readonly PlannedBlock[] {
  const byId = new Map(planned.map((each) => [each.block.id, each]));
  const ids = new Set<string>();
  const add = (id: string): void => {
    if (!ids.has(id)) {
      ids.add(id);
      byId.get(id)?.dependsOn.forEach(add);
    }
  };
  article.blocks.flatMap(({ waitsFor = [] }) => waitsFor).forEach(add);
  const open = findOpen(planned);
  return planned.filter(({ block }) => ids.has(block.id) && !open.has(block.id));
}

/** The blocks of which nobody knows yet whether they are there, and those that use them. */
function findOpen(planned: readonly PlannedBlock[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { block, dependsOn } of planned) {
    if (block.waitsFor !== undefined || dependsOn.some((id) => open.has(id))) {
      open.add(block.id);
    }
  }
  return open;
}

/** Without the blocks of which nobody knows yet whether they are there, and what uses them. */
export function withoutOpen(prepared: PreparedArticle): PreparedArticle {
  const { article, planned, context } = prepared;
  const blocks = article.blocks.filter(({ waitsFor }) => waitsFor === undefined);
  if (blocks.length === article.blocks.length) {
    return prepared;
  }
  const left = findOpen(planned);
  const known = { ...article, blocks };
  return {
    ...prepared,
    article: known,
    context: { ...context, article: known },
    planned: planned.filter(({ block }) => !left.has(block.id)),
  };
}
