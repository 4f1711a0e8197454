import type { Found, RecordFolder } from "../answers/record-reader.ts";
import type { Answer } from "../answers/types.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { missingVariables } from "../job/provider-variables.ts";
import type { Article, Job, Provider } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { findDependencies } from "../plan/dependencies.ts";
import { type Asked, settingsOf } from "../job/asked.ts";
import { resolveRequest } from "../plan/request.ts";
import { type Environment, isCi } from "./environment.ts";
import { once } from "./once.ts";

/** Whom an article's blocks really ask. */
export interface Targets {
  readonly providerFor: (block: Asked) => { named: Provider; asked: Provider };
  /** Why the sandbox stands in for a provider; undefined when it does not. */
  readonly sandboxReason: string | undefined;
  /** Whether any block asks the sandbox. */
  readonly usesSandbox: boolean;
}

export interface TargetOptions {
  /** Whether `--sandbox` was given. */
  readonly sandbox: boolean;
  /** Whether the sandbox may stand in for a provider without a key. */
  readonly mayStandIn: boolean;
  readonly variables: Environment["variables"];
  readonly findRecords: (fingerprint: string) => readonly Found[];
}

/**
 * Decides where the sandbox answers: when the job names it, with `--sandbox`, or when a key is
 * not set, outside CI, and the article has no real answer yet.
 */
export function chooseTargets(
  article: Article,
  job: Job,
  folder: RecordFolder,
  { sandbox, mayStandIn, variables, findRecords }: TargetOptions,
): Targets {
  const embedded = job.providers.get(sandboxProvider);
  const hasReal = once(
    () => hasRealIn(folder) || hasRealElsewhere(article, job.providers, findRecords),
  );
  const missingKeys = new Set<string>();
  const choose = (named: Provider): Provider => {
    if (embedded === undefined || named.name === sandboxProvider || sandbox) {
      return embedded ?? named;
    }
    const missing = missingVariables(named, variables);
    if (missing.length === 0 || !mayStandIn || isCi(variables) || hasReal()) {
      return named;
    }
    for (const name of missing) {
      missingKeys.add(name);
    }
    return embedded;
  };
  const targets = new Map<string, { named: Provider; asked: Provider }>();
  for (const name of new Set(listAsked(article).map((block) => settingsOf(block).provider))) {
    const named = job.providers.get(name);
    if (named !== undefined) {
      targets.set(name, { named, asked: choose(named) });
    }
  }
  return {
    providerFor: (block) => {
      const { provider } = settingsOf(block);
      const target = targets.get(provider);
      if (target === undefined) {
        throw new Error(`no provider ${provider}`);
      }
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

function hasRealIn({ own, others }: RecordFolder): boolean {
  const read = [...own.values()].flatMap((result) =>
    result.state === "read" ? [result.answer] : [],
  );
  return [...read, ...others.map(({ answer }) => answer)].some(isReal);
}

/** Whether an article that was renamed has left real answers under its old name. */
function hasRealElsewhere(
  article: Article,
  providers: Job["providers"],
  findRecords: TargetOptions["findRecords"],
): boolean {
  return listAsked(article)
    .filter((block) => findDependencies(article, block).length === 0)
    .some((block) => {
      const provider = providers.get(settingsOf(block).provider);
      if (provider === undefined) {
        return false;
      }
      const { fingerprint } = resolveRequest(article, block, provider, {});
      return findRecords(fingerprint).some(({ answer }) => isReal(answer));
    });
}

/** A poster is no answer: nobody was asked for it. */
function isReal({ provider, model }: Answer): boolean {
  return provider !== sandboxProvider && model !== "none";
}
