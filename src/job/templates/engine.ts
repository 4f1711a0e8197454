import { Liquid } from "liquidjs";
import { longestMs } from "./time-limit.ts";

/** The most characters and list entries that a template may produce while it runs. */
export const mostMade = 10_000_000;

export const tooLong = `it takes longer than ${longestMs / 1000} second`;
export const tooMuch = `it makes more than ${mostMade.toLocaleString("en")} characters or entries`;

/** Liquid as Prelo reads it. */
export const engine = createEngine();

/** Strict, without tags that read files, and without filters that depend on time or chance. */
function createEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 5_000_000,
    renderLimit: longestMs * 0.8,
    memoryLimit: mostMade,
    // Not the machine's: the same template gives the same text everywhere.
    timezoneOffset: 0,
    locale: "en-US",
    templates: {},
  });
  for (const tag of ["include", "render", "layout", "block"]) {
    delete liquid.tags[tag];
  }
  delete liquid.filters["sample"];
  for (const filter of Object.keys(liquid.filters).filter((name) => name.startsWith("date"))) {
    const original = liquid.filters[filter];
    if (typeof original !== "function") {
      continue;
    }
    liquid.registerFilter(filter, function (value: unknown, ...rest: unknown[]) {
      if (value === "now" || value === "today") {
        throw new Error(`"${value}" would give another text on every build: write the date`);
      }
      return original.apply(this, [readAsUtc(value), ...rest]) as unknown;
    });
  }
  return liquid;
}

/** A date that names no zone would be read in the machine's own, and differ between machines. */
function readAsUtc(value: unknown): unknown {
  if (typeof value !== "string" || !/\d\D/.test(value)) {
    return value;
  }
  const pinned = `${value.trim().replace(/^(\d{4}-\d{2}-\d{2})T(?=[\d:.]+$)/, "$1 ")} UTC`;
  const hasZone = /(z|gmt|utc|:\d{2}\s*[+-]\d{2}:?\d{2})$/i.test(value.trim());
  return hasZone || Number.isNaN(Date.parse(pinned)) ? value : pinned;
}
