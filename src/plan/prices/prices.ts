import type { Job, Price, ResolvedRequest } from "../../job/types.ts";
import { namesOfModel } from "../model-names.ts";
import { shippedAsOf, shippedPrices } from "./shipped.ts";

/** What a request's model costs; undefined where that is not known. */
export type PriceOf = (request: Pick<ResolvedRequest, "provider" | "model">) => Price | undefined;

/**
 * What models cost: what the job says, over what is shipped. Who gives `input` or `output` of a model gives
 * all prices of its tokens; what is cheaper or dearer by the shipped table is then not known.
 */
export function pricesOf(job: Pick<Job, "prices" | "providers">): PriceOf {
  const made = ofJobs.get(job) ?? readPrices(job);
  ofJobs.set(job, made);
  return made;
}

/** Each job is looked up once: of a table, all articles ask the same models. */
const ofJobs = new WeakMap<object, PriceOf>();

function readPrices({ prices, providers }: Pick<Job, "prices" | "providers">): PriceOf {
  const known = new Map<string, Price | undefined>();
  return ({ provider, model }) => {
    const key = JSON.stringify([provider, model]);
    if (!known.has(key)) {
      const listed = findShipped(providers.get(provider)?.baseUrl, model);
      known.set(key, merge(prices.get(model), listed));
    }
    return known.get(key);
  };
}

const coarseKeys = new Set(["input", "output", "batch", "flex", "priority"]);

function merge(own: Price | undefined, listed: Price | undefined): Price | undefined {
  if (own === undefined || listed === undefined) {
    return own ?? listed;
  }
  if (own.input === undefined && own.output === undefined) {
    return { ...listed, ...own };
  }
  const coarse: Price = Object.fromEntries(
    Object.entries(listed).filter(([key]) => coarseKeys.has(key)),
  );
  return { ...coarse, ...own };
}

/**
 * The shipped price of a model: that of the vendor whose API it is; behind any other address, such as a
 * gateway's, that of the model's maker.
 * @param baseUrl undefined for OpenAI's own, or the one that the environment gives
 */
function findShipped(baseUrl: string | undefined, model: string): Price | undefined {
  const seller =
    baseUrl === undefined
      ? undefined
      : shippedPrices.find(({ host }) => new RegExp(`^(?:${host})`, "i").test(baseUrl));
  const sellers = seller === undefined ? shippedPrices.filter(({ isMaker }) => isMaker) : [seller];
  for (const name of namesOfModel(model)) {
    const found = sellers.find(({ models }) => Object.hasOwn(models, name));
    const price = found?.models[name];
    if (found !== undefined && price !== undefined) {
      const { batch, flex, priority } = found;
      return {
        ...(batch !== undefined && { batch }),
        ...(flex !== undefined && { flex }),
        ...(priority !== undefined && { priority }),
        ...price,
        asOf: shippedAsOf,
      };
    }
  }
  return undefined;
}
