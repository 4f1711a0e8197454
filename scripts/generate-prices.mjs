// Writes src/plan/prices/shipped.ts from the prices of @pydantic/genai-prices (`npm run prices -- DATE`): the
// models of each vendor that answer with text or pictures, in US dollars per million tokens.
// DATE is the day on which the installed version of that package was released: `npm view
// @pydantic/genai-prices time`.
import { writeFile } from "node:fs/promises";
import { findProvider } from "@pydantic/genai-prices";

const [asOf = ""] = process.argv.slice(2);
if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) {
  console.error("Say the day of the package's release: npm run prices -- YYYY-MM-DD");
  process.exit(2);
}

/** Vendors whose own models other hosts, such as gateways, sell under the same names and prices. */
const makers = ["openai", "anthropic", "google", "mistral", "x-ai", "deepseek"];
/** Hosts that sell models of others, at prices of their own. */
const hosts = ["azure", "groq", "together", "novita", "fireworks", "cohere"];
/** Open models: whoever runs them sets the price. */
const isOpen = (name) => /^(?:gpt-oss|gemma|open-)/.test(name);
const tiers = {
  openai: { batch: 0.5, flex: 0.5, priority: 2 },
  azure: { batch: 0.5 },
  // Its flex has the same price, and no capacity is promised.
  groq: { batch: 0.5, flex: 1 },
  together: { batch: 0.5 },
  google: { batch: 0.5, flex: 0.5 },
};

/** What a tier of a model costs where it is another multiple than its vendor's usual one. */
const exceptions = [
  [/^gpt-5[.-]5(?:-\d{4}-\d{2}-\d{2})?$/, { priority: 2.5 }], // openai.com/api-fast-mode, in November 2026
];

const vendors = [...makers, ...hosts].flatMap((id) => {
  const provider = findProvider({ providerId: id });
  if (provider === undefined) {
    return [];
  }
  const isMaker = makers.includes(id);
  const models = Object.fromEntries(
    provider.models
      .flatMap((model) => namesOf(model).map((name) => [name, toPrice(model)]))
      .map(([name, price]) => [name, price && Object.assign(price, exceptionOf(id, name))])
      .filter(([name, price]) => price !== undefined && !(isMaker && isOpen(name)))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return [{ id, host: provider.api_pattern, isMaker, ...tiers[id], models }];
});
await writeFile("src/plan/prices/shipped.ts", format(vendors));
console.log(vendors.map(({ id, models }) => `${id}: ${Object.keys(models).length}`).join("\n"));

function exceptionOf(vendor, name) {
  return vendor === "openai" ? exceptions.find(([pattern]) => pattern.test(name))?.[1] : undefined;
}

function namesOf({ id, match }) {
  const equals = (logic) =>
    logic.equals === undefined ? (logic.or ?? []).flatMap(equals) : [logic.equals];
  return [...new Set([...equals(match), ...(startsWith(match, id) ? [id] : [])])];
}

function startsWith(match, id) {
  return (match.or ?? match.and ?? [match]).some(({ starts_with: start }) => start === id);
}

/** @returns undefined for what is no model of texts or pictures, or is priced in a way of its own */
function toPrice({ prices, deprecated }) {
  const current = Array.isArray(prices) ? currentOf(prices) : prices;
  const { input_mtok: input, output_mtok: output } = current ?? {};
  // Audio that goes in has a price of its own; what comes out as audio is none of these models.
  const isOther = Object.keys(current ?? {}).some((key) => /output_audio|requests/.test(key));
  if (deprecated === true || input === undefined || output === undefined || isOther) {
    return undefined;
  }
  const above = stepOf(input) ?? stepOf(output);
  if ([input, output].some((each) => typeof each === "object" && each.tiers.length > 1)) {
    return undefined;
  }
  return withoutUndefined({
    input: base(input),
    cachedInput: base(current.cache_read_mtok),
    cacheWrite: base(current.cache_write_mtok),
    output: base(output),
    inputImage: base(current.input_image_mtok),
    outputImage: base(current.output_image_mtok),
    longContext:
      above === undefined ? undefined : { above, input: beyond(input), output: beyond(output) },
  });
}

/** The price of the day; none where it depends on the hour. */
function currentOf(prices) {
  if (
    prices.some(({ constraint }) => constraint !== undefined && constraint.type !== "start_date")
  ) {
    return undefined;
  }
  return prices.findLast(({ constraint }) => (constraint?.start_date ?? "") <= asOf)?.prices;
}

function stepOf(price) {
  return typeof price === "object" ? price.tiers[0].start : undefined;
}

function base(price) {
  return typeof price === "object" ? price.base : price;
}

function beyond(price) {
  return typeof price === "object" ? price.tiers[0].price : price;
}

function withoutUndefined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** One line a model, so that a change of prices can be read. */
function format(all) {
  const lines = all.map(({ models, ...vendor }) => {
    const priced = Object.entries(models).map(
      ([name, price]) => `      ${JSON.stringify(name)}: ${JSON.stringify(price)},`,
    );
    const opening = JSON.stringify(vendor).slice(0, -1);
    return `  ${opening},"models":{\n${priced.join("\n")}\n    }},`;
  });
  return `/* oxlint-disable max-lines */
// Written by scripts/generate-prices.mjs from @pydantic/genai-prices: not to be edited by hand.
import type { Vendor } from "./vendor.ts";

/** The day on which the shipped prices were read, as YYYY-MM-DD. */
export const shippedAsOf = "${asOf}";

export const shippedPrices: readonly Vendor[] = [
${lines.join("\n")}
];
`;
}
