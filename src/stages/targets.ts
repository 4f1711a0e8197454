import type { ReadResult } from "../answers/store.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Article, Job, Provider } from "../job/types.ts";
import { listAsked } from "../plan/alt-blocks.ts";
import type { Asked } from "../plan/dependencies.ts";
import { type Environment, isCi } from "./environment.ts";

/** Whom an article's blocks really ask. */
export interface Targets {
  readonly providerFor: (block: Asked) => { named: Provider; asked: Provider };
  /** Why the sandbox stands in for a provider; undefined when it does not. */
  readonly sandboxReason: string | undefined;
  /** Whether any block asks the sandbox. */
  readonly usesSandbox: boolean;
}

/**
 * Decides where the sandbox answers: when the job names it, with `--sandbox`, or when a key is
 * not set, outside CI, and the article has no real answer yet.
 */
export function chooseTargets(
  article: Article,
  job: Job,
  read: ReadonlyMap<string, ReadResult>,
  { sandbox, variables }: { sandbox: boolean; variables: Environment["variables"] },
): Targets {
  const standIn = job.providers.get(sandboxProvider);
  const hasReal = listAsked(article).some(({ id }) => isReal(read.get(id)));
  const missingKeys = new Set<string>();
  const choose = (named: Provider): Provider => {
    if (standIn === undefined || named.name === sandboxProvider || sandbox) return standIn ?? named;
    const { apiKeyEnv } = named;
    if (apiKeyEnv === undefined || variables[apiKeyEnv] || isCi(variables) || hasReal) return named;
    missingKeys.add(apiKeyEnv);
    return standIn;
  };
  const targets = new Map<string, { named: Provider; asked: Provider }>();
  for (const name of new Set(listAsked(article).map(providerNameOf))) {
    const named = job.providers.get(name);
    if (named !== undefined) targets.set(name, { named, asked: choose(named) });
  }
  return {
    providerFor: (block) => {
      const target = targets.get(providerNameOf(block));
      if (target === undefined) throw new Error(`no provider ${providerNameOf(block)}`);
      return target;
    },
    sandboxReason:
      missingKeys.size > 0
        ? `${[...missingKeys].join(" and ")} is not set`
        : sandbox
          ? "--sandbox was given"
          : undefined,
    usesSandbox: [...targets.values()].some(({ asked }) => asked.name === sandboxProvider),
  };
}

function providerNameOf(block: Asked): string {
  return block.kind === "image" ? block.image.provider : block.text.provider;
}

function isReal(result: ReadResult | undefined): boolean {
  return result?.state === "read" && result.answer.provider !== sandboxProvider;
}
