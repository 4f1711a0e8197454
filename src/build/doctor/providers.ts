import { AttemptError, PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { listAsked } from "../../job/alt-blocks.ts";
import { settingsOf } from "../../job/asked.ts";
import { didYouMean } from "../../job/diagnostics/suggest.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { missingVariables, readVariable, variablesOf } from "../../job/provider-variables.ts";
import type { Job, Provider } from "../../job/types.ts";
import { findSuccessor, judgeEnd } from "../../plan/model-ends.ts";
import { listModels, type ModelList } from "../../requests/calls/list-models.ts";
import { type Examine, ok, type Patient, type Verdict } from "./verdict.ts";

const minuteMs = 60_000;
/** A clock that is further off than that misjudges links that expire. */
const clockMs = 2 * minuteMs;

/** The providers that the articles ask, each with its models; the sandbox needs nothing. */
function listUsed({ articles, providers }: Job): ReadonlyMap<Provider, ReadonlySet<string>> {
  const used = new Map<Provider, Set<string>>();
  for (const block of articles.flatMap(listAsked)) {
    const { provider: name, model } = settingsOf(block);
    const provider = providers.get(name);
    if (provider !== undefined && name !== sandboxProvider) {
      used.set(provider, (used.get(provider) ?? new Set()).add(model));
    }
  }
  return used;
}

/** Whether keys are set; nothing of them is shown. */
export const examineKeys: Examine = ({ job, environment: { variables } }) => {
  const names = new Set([...listUsed(job).keys()].flatMap(variablesOf));
  return [...names].map((name): Verdict =>
    readVariable(name, variables) !== undefined
      ? ok(`${name} is set`)
      : {
          status: "error",
          message: `${name} is not set`,
          hint: "Set it, or put it into .env beside the job file. Without it a build asks the sandbox, and fails in CI.",
        },
  );
};

/** Whether the providers answer, and know the models: `GET /models`, which costs nothing. */
export const examineProviders: Examine = async (patient) => {
  const { variables } = patient.environment;
  const verdicts: Verdict[] = [];
  for (const [provider, models] of listUsed(patient.job)) {
    if (missingVariables(provider, variables).length === 0) {
      verdicts.push(...(await examineProvider(provider, models, patient)));
    }
  }
  return verdicts;
};

async function examineProvider(
  provider: Provider,
  models: ReadonlySet<string>,
  { sender, environment: { now, aborting } }: Patient,
): Promise<readonly Verdict[]> {
  const { name } = provider;
  try {
    const connection = await sender.connectionOf(provider);
    const startedMs = now();
    const list = await listModels(sender.client, connection, { signal: aborting, now });
    const host = new URL(connection.baseUrl).host;
    const answers = `${name}: ${host} answers in ${now() - startedMs} ms`;
    return [
      ok(`${answers}, and lists ${plural(list.models.size, "model")}`),
      ...examineClock(list, startedMs, name),
      ...[...models].flatMap((model) => examineModel(model, list, name, startedMs)),
      ...examineLimits(list, provider),
    ];
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    return [explainFailure(error, name)];
  }
}

function explainFailure(error: PreloError, provider: string): Verdict {
  const { message, hint } = error;
  const hasNoList = error instanceof AttemptError && [404, 405, 501].includes(error.status ?? 0);
  if (hasNoList) {
    return {
      status: "warning",
      message: `${provider}: it answers, but lists no models (${error.status})`,
      hint: "Check base_url, unless this server has no /models: then nothing is wrong.",
    };
  }
  return {
    status: "error",
    message: `${provider}: ${message}`,
    ...(hint !== undefined && { hint }),
  };
}

function examineClock(
  { serverMs }: ModelList,
  nowMs: number,
  provider: string,
): readonly Verdict[] {
  if (serverMs === undefined) {
    return [];
  }
  const off = Math.abs(serverMs - nowMs);
  return off < clockMs
    ? [ok(`${provider}: its clock and this machine's agree`)]
    : [
        {
          status: "warning",
          message: `this machine's clock is ${Math.round(off / minuteMs)} minutes ${serverMs > nowMs ? "behind" : "ahead of"} that of ${provider}`,
          hint: "Synchronise it with a time server: it decides whether a link has expired.",
        },
      ];
}

function examineModel(
  model: string,
  { models }: ModelList,
  provider: string,
  nowMs: number,
): readonly Verdict[] {
  if (models.size === 0) {
    return [];
  }
  const ends = models.get(model);
  if (ends === undefined) {
    return [
      {
        status: "error",
        message: `${provider} does not list the model ${model}`,
        hint: didYouMean(model, models.keys()) ?? "Name one that this account may use.",
      },
    ];
  }
  const state = ends === null ? undefined : judgeEnd(ends, nowMs);
  if (state === undefined) {
    return [ok(`${provider} knows ${model}`)];
  }
  const isOver = state === "over";
  const successor = findSuccessor(model);
  const other = successor === undefined ? "Name another one" : `Name another, such as ${successor}`;
  const hint = `${other}: its answers stay, but nothing can be asked of it after that day.`;
  const message = `${provider} ${isOver ? "has ended" : "ends"} ${model} on ${ends}`;
  return [{ status: isOver ? "error" : "warning", message, hint }];
}

function examineLimits({ rate }: ModelList, { name, limits }: Provider): readonly Verdict[] {
  const pairs = [
    ["requests", rate.requests.limit, limits.requestsPerMinute],
    ["tokens", rate.tokens.limit, limits.tokensPerMinute],
  ] as const;
  return pairs.flatMap(([what, seen, own]): readonly Verdict[] => {
    if (seen === undefined) {
      return [];
    }
    const message = `${name} allows ${seen} ${what} a minute`;
    const hint = `Lower limits.${what}_per_minute of the job, which says ${own}.`;
    return own !== undefined && own > seen ? [{ status: "warning", message, hint }] : [ok(message)];
  });
}
