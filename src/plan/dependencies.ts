import { type Asked, isAsked } from "../job/asked.ts";
import type { GivenName } from "../blocks/given-pictures.ts";
import type { Article, ImageBlock } from "../job/types.ts";
import { answerIdOf, exampleTexts, listFollowed } from "../job/conversation.ts";
import { answerUsed, compileTemplate } from "../job/templates/templates.ts";

const none: readonly string[] = [];

/** The ids whose answers a block's request uses, each once, in order of appearance. */
export function findDependencies(article: Article, block: Asked): readonly string[] {
  if (block.kind === "alt") {
    return [block.image];
  }
  const { system } = article;
  const followed = listFollowed(article, block);
  const own = [...followed, block]
    .flatMap((each) => exampleTexts(each).concat(each.prompt))
    .flatMap((text) => compileTemplate(text).references);
  const given = block.kind === "image" ? listGivenNames(block) : [];
  const common = block.kind === "image" || !system ? [] : compileTemplate(system).references;
  // Most blocks use nothing, and are asked this several times.
  const { waitsFor = none } = block;
  if (own.length + common.length + given.length + followed.length + waitsFor.length === 0) {
    return none;
  }
  const ids = [...common, ...own].map(answerUsed).filter((id) => id !== undefined);
  const named = [...followed.map(answerIdOf), ...given.map(({ image }) => image)];
  return [...new Set([...waitsFor, ...ids, ...named])];
}

/** The pictures of other blocks that go along with a block's prompt. */
export function listGivenNames({ given = [] }: ImageBlock): readonly GivenName[] {
  return given.filter((each) => "image" in each);
}

/**
 * A cycle among the blocks, as the ids along it with the first repeated at the end; undefined
 * when there is none. Ids that are not in the map are passed over.
 */
export function findCycle(
  dependencies: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of dependencies.keys()) {
    // Depth first with a stack of its own: a chain of thousands must not end in a stack overflow.
    const path: { id: string; rest: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (id: string): void => {
      path.push({ id, rest: [...(dependencies.get(id) ?? [])] });
      onPath.add(id);
    };
    if (!done.has(start)) {
      enter(start);
    }
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        path.pop();
        onPath.delete(top.id);
        done.add(top.id);
      } else if (onPath.has(next)) {
        const ids = path.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(next)), next];
      } else if (!done.has(next) && dependencies.has(next)) {
        enter(next);
      }
    }
  }
  return undefined;
}

interface OrderedBlock {
  readonly block: Asked;
  readonly index: number;
  /** How many of the blocks it depends on have no place yet. */
  open: number;
  pass: number;
}

/**
 * Blocks in the article's order, but each after those it depends on: as if the article were read
 * again and again, and each time those taken out whose turn it is. Those of a cycle are left out;
 * a cycle is reported when the job is loaded.
 * @param blocks of the article, in its order
 */
export function orderBlocks(
  article: Article,
  blocks: readonly Asked[] = article.blocks.filter(isAsked),
): readonly Asked[] {
  if (blocks.every((block) => findDependencies(article, block).length === 0)) {
    return blocks;
  }
  const nodes = new Map<string, OrderedBlock>();
  for (const [index, block] of blocks.entries()) {
    nodes.set(block.id, { block, index, open: 0, pass: 0 });
  }
  const users = new Map<string, OrderedBlock[]>([...nodes.keys()].map((id) => [id, []]));
  for (const node of nodes.values()) {
    for (const id of findDependencies(article, node.block)) {
      const usersOfId = users.get(id);
      if (usersOfId === undefined) {
        continue;
      }
      usersOfId.push(node);
      node.open += 1;
    }
  }
  const ready = [...nodes.values()].filter(({ open }) => open === 0);
  for (const { block, index, pass } of ready) {
    for (const user of users.get(block.id) ?? []) {
      // One that stands before what it uses has to wait for the next pass.
      user.pass = Math.max(user.pass, index < user.index ? pass : pass + 1);
      user.open -= 1;
      if (user.open === 0) {
        ready.push(user);
      }
    }
  }
  return ready.toSorted((a, b) => a.pass - b.pass || a.index - b.index).map(({ block }) => block);
}
